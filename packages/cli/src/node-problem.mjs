const neededMajor = 24;

/**
 * Why this Node cannot run the server and what to do, or undefined when it can.
 * @param {string} version
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  const major = Number(/^v(\d+)\./.exec(version)?.[1]);
  if (major >= neededMajor) return undefined;
  return (
    `warbler needs Node ${neededMajor} or newer; this is ${version}.\n` +
    'In a clone, `npm start` runs it on the pinned Node whatever the system has (`npm ci` installs it; it must not ' +
    'run with --ignore-scripts).'
  );
}
