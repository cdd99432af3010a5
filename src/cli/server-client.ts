import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Answer, type Client, createClient } from '../api/client.ts';
import { readOperatorToken } from '../main.ts';
import { ProblemError } from './output.ts';

export interface ServerOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly data?: string;
}

/** The options that every command needs which talks to a running server. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server', process.env['LANDBRIDGE_URL'] ?? 'http://127.0.0.1:4600')
    .option('--token-file <file>', 'file with an access token (default: operator.token in the data folder)')
    .option('--data <folder>', 'data folder of the server on this machine', process.env['LANDBRIDGE_DATA'] ?? './data');
}

/** A client of the running server, signed in with the token of its data folder. */
export async function connectToServer(options: ServerOptions): Promise<Client> {
  const token = await readToken(options);
  return createClient({
    ...(options.url === undefined ? {} : { baseUrl: options.url }),
    ...(token === undefined ? {} : { token }),
  });
}

async function readToken({ tokenFile, data = './data' }: ServerOptions): Promise<string | undefined> {
  if (tokenFile === undefined) return await readOperatorToken(data).catch(() => undefined);
  return await readFile(tokenFile, 'utf8').then(
    (text) => text.trim(),
    () => {
      throw new Error(`The token file ${tokenFile} cannot be read`);
    },
  );
}

/** The data of an answer, or its problem as an error. */
export function dataOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.data;
  throw new ProblemError(answer.problem);
}
