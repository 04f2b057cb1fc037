// Lints an OpenAPI page: node tools/lint_openapi.mjs FILE. Ends with `N passed, N failed`, one an error.
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const [file] = process.argv.slice(2);
if (!file) {
    console.error('usage: node tools/lint_openapi.mjs FILE');
    process.exit(2);
}

// Recommended, but for what a program on one's own machine cannot have or need not.
const config = await createConfig({
    extends: ['recommended'],
    rules: { 'no-server-example.com': 'off', 'info-license': 'off', 'info-license-strict': 'off' },
});
const problems = await lint({ ref: file, config });
formatProblems(problems, { format: 'codeframe', totals: getTotals(problems), version: 'core' });
const errors = problems.filter((problem) => problem.severity === 'error').length;
console.log(`${errors ? 0 : 1} passed, ${errors} failed`);
process.exit(errors ? 1 : 0);
