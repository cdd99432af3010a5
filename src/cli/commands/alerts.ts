import { type Command, Option } from 'commander';
import { localTime, print, printJson, say, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type Options = ServerOptions & { json?: boolean };

/** `landbridge alerts`: what is wrong, what is watched, and who is told. */
export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('what is wrong now, what is watched, and who is told');
  addServerOptions(alerts.command('list').description('what is wrong now'))
    .option('--ended', 'what was wrong instead')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit code: 0 nothing fires, 2 something fires that nobody has acknowledged.')
    .action(async (options: Options & { ended?: boolean }) => {
      const client = await connectToServer(options);
      const state = options.ended === true ? 'ended' : 'firing,acknowledged';
      const { items } = dataOf(await client.listAlerts({ query: { state, limit: 200 } }));
      if (items.some((alert) => alert.state === 'firing')) process.exitCode = 2;
      if (options.json) return printJson(items);
      if (items.length === 0) return print(options.ended === true ? 'No alert has ended yet.' : 'Nothing is wrong.');
      const rows = items.map((alert) => [
        alert.id,
        alert.state,
        alert.severity,
        localTime(alert.firedAt),
        alert.summary,
      ]);
      print(table([['ID', 'STATE', 'SEVERITY', 'SINCE', 'WHAT'], ...rows]));
    });
  addServerOptions(alerts.command('ack <id>').description('say that somebody is on it; it ends by itself'))
    .option('--note <text>', 'what is being done')
    .action(async (id: string, options: ServerOptions & { note?: string }) => {
      const client = await connectToServer(options);
      const body = options.note === undefined ? {} : { note: options.note };
      dataOf(await client.acknowledgeAlert({ params: { id }, body }));
      say('Acknowledged.');
    });
  addRules(alerts);
  addChannels(alerts);
}

function addRules(alerts: Command): void {
  addServerOptions(alerts.command('rules').description('what is watched'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listAlertRules());
      if (options.json) return printJson(items);
      const rows = items.map((rule) => [
        rule.name,
        rule.kind,
        rule.enabled ? 'on' : 'off',
        rule.severity,
        settingsText(rule.values),
      ]);
      print(table([['NAME', 'KIND', 'STATE', 'SEVERITY', 'OWN SETTINGS'], ...rows]));
    });
  addServerOptions(alerts.command('rule <name>').description('switch a rule on or off, or change its settings'))
    .addOption(new Option('--switch <state>', 'on or off').choices(['on', 'off']))
    .option('--set <name=value...>', 'settings of the rule, such as minutes=30')
    .action(async (name: string, options: ServerOptions & { switch?: string; set?: string[] }) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listAlertRules());
      const rule = items.find((each) => each.name === name);
      if (rule === undefined) throw new Error(`There is no rule ${name}. See: landbridge alerts rules`);
      const { name: _name, channels, ...body } = rule;
      const values = { ...body.values, ...readSettings(options.set ?? []) };
      const enabled = options.switch === undefined ? body.enabled : options.switch === 'on';
      const told = channels === undefined ? {} : { channels: [...channels] };
      dataOf(await client.saveAlertRule({ params: { name }, body: { ...body, ...told, values, enabled } }));
      say('Saved.');
    });
}

function addChannels(alerts: Command): void {
  addServerOptions(alerts.command('channels').description('who is told'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listAlertChannels());
      if (options.json) return printJson(items);
      if (items.length === 0) return print('Nobody is told. Add a channel under Alerts in the console.');
      const rows = items.map(({ name, kind, enabled, lastResult }) => [
        name,
        kind,
        enabled ? 'on' : 'off',
        lastResult === undefined ? 'nothing sent yet' : `${localTime(lastResult.at)} ${lastResult.message}`,
      ]);
      print(table([['NAME', 'KIND', 'STATE', 'LAST MESSAGE'], ...rows]));
    });
  addServerOptions(alerts.command('test <channel>').description('send a test message, and say how it went'))
    .addHelpText('after', '\nExit code: 0 taken, 1 not taken.')
    .action(async (name: string, options: ServerOptions) => {
      const client = await connectToServer(options);
      const result = dataOf(await client.testAlertChannel({ params: { name }, body: {} }));
      print(result.message);
      if (!result.ok) process.exitCode = 1;
    });
}

/** `minutes=30` as a setting; what looks like a number is one. */
function readSettings(pairs: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`"${pair}" must look like minutes=30`);
      const value = pair.slice(at + 1);
      return [pair.slice(0, at), /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}

const settingsText = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'defaults';
