import { deleteLink, eraseLinks, findLink, listLinks, makeLink } from './sql/links.ts';

/** What links run on the storage thread. */
export const linkProcedures = {
  'links.make': makeLink,
  'links.find': findLink,
  'links.list': listLinks,
  'links.delete': deleteLink,
  'links.erase': eraseLinks,
};
