import type { Command } from 'commander';
import { validateFlows } from '../../main.ts';
import { print, printJson } from '../output.ts';

export function addValidate(program: Command): void {
  program
    .command('validate <path>')
    .description('check flows, mappings and crosswalks: what is wrong, where, and what was meant')
    .option('--json', 'print JSON')
    .action(async (path: string, options: { json?: boolean }) => {
      const { files, problems } = await validateFlows(path);
      const errors = problems.filter((problem) => problem.severity === 'error').length;
      if (errors > 0) process.exitCode = 1;
      if (options.json) return printJson({ files, problems });
      for (const problem of problems) {
        const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
        print(
          `${place}  ${problem.severity}  ${problem.message}  (${problem.code}${problem.path ? `, ${problem.path}` : ''})`,
        );
        if (problem.suggestion) print(`    did you mean: ${problem.suggestion}`);
      }
      print(`${files.length} files, ${errors} errors, ${problems.length - errors} warnings`);
    });
}
