// What failed, read from a runner's own report: named once more at the end, where a long run is read first.

/** How much of a message tells the cause; the whole of it stands where the test failed. */
const MESSAGE_LENGTH = 2_000

/**
 * @param {string} name
 * @param {string} message
 */
function describe(name, message) {
  return `${name}\n${message.slice(0, MESSAGE_LENGTH).trim()}`
}

/**
 * Tests that failed in a report of Vitest, and files that could not be run.
 * @param {any} report
 * @returns {string[]}
 */
export function vitestFailures(report) {
  return report.testResults.flatMap((/** @type {any} */ file) => {
    const tests = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed')
    if (tests.length === 0 && file.status === 'failed') return [describe(file.name, file.message ?? '')]
    return tests.map((/** @type {any} */ test) =>
      describe(`${file.name}: ${test.fullName}`, test.failureMessages.join('\n')),
    )
  })
}

/**
 * Tests that failed in a report of Playwright.
 * @param {any} report
 * @returns {string[]}
 */
export function playwrightFailures(report) {
  return report.suites.flatMap(failuresOfSuite)
}

/** @param {any} suite @returns {string[]} */
function failuresOfSuite(suite) {
  const own = (suite.specs ?? [])
    .filter((/** @type {any} */ spec) => !spec.ok)
    .map((/** @type {any} */ spec) => {
      const errors = spec.tests.flatMap((/** @type {any} */ test) =>
        test.results.flatMap((/** @type {any} */ result) => result.errors ?? []),
      )
      return describe(`${spec.file}: ${spec.title}`, errors.map((/** @type {any} */ error) => error.message).join('\n'))
    })
  return [...own, ...(suite.suites ?? []).flatMap(failuresOfSuite)]
}
