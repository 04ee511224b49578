import { beginObject } from './sql/begin-object.ts';
import { eraseFiles } from './sql/erase-files.ts';
import { findFile } from './sql/file-rows.ts';
import { forwardFile, keepFile } from './sql/keep-file.ts';
import { abandonObject, forgetObjects, listRemovable } from './sql/remove-objects.ts';
import { findVariant, keepVariant } from './sql/variants.ts';

/** What files run on the storage thread. */
export const fileProcedures = {
  'files.begin': beginObject,
  'files.keep': keepFile,
  'files.abandon': abandonObject,
  'files.find': findFile,
  'files.forward': forwardFile,
  'files.variant': findVariant,
  'files.keepVariant': keepVariant,
  'files.removable': listRemovable,
  'files.forget': forgetObjects,
  'files.erase': eraseFiles,
};
