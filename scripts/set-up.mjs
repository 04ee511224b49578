import { installDependencies } from './dependencies.mjs';
import { findNode } from './pinned-node.mjs';
import { SetUpError } from './repository.mjs';
import { buildWebPage } from './web-page.mjs';

/**
 * Brings a clone to where it can run: dependencies, the pinned Node, the built web page. Fast when nothing changed.
 * Returns the path of the Node to run things with.
 * @param {{ withWebPage: boolean }} options
 */
export function setUp({ withWebPage }) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new SetUpError(
      `Warbler needs Node 20 or newer to set itself up; this is ${process.version}. https://nodejs.org`,
    );
  }
  installDependencies();
  const node = findNode();
  if (withWebPage) buildWebPage(node);
  return node;
}
