import { done, type Handlers } from '../mi/call.ts';
import { messageText } from '../mi/refusals.ts';
import { TENANT } from '../secrets.ts';
import { dayOf, timeOf } from '../state/dates.ts';

/** The M3 user behind the service account. */
const SERVICE_USER = 'LANDBRDG';

/** General transactions: every MI program answers them. */
export const generalHandlers: Handlers = {
  '*/GetServerTime': ({ sandbox }) => {
    const now = sandbox.now();
    return done({ DATE: dayOf(now), TIME: timeOf(now), LMTS: String(now) });
  },
  '*/GetUserInfo': ({ company }) =>
    done({
      ZZUSID: SERVICE_USER,
      ZDCONO: company,
      ZDDIVI: 'AAA',
      ZDFACI: '001',
      ZZWHLO: '001',
      ZDLANC: 'GB',
      ZDDTFM: 'YMD',
      DSEP: '.',
      TSEP: ',',
      TIZO: 'UTC',
      USFN: 'Landbridge service account',
    }),
  '*/GetCurrentUser': () => done({ TEID: TENANT, USER: SERVICE_USER, PRUS: `${TENANT.toLowerCase()}.service` }),
  '*/GetMessageText': ({ input }) => done({ MSGT: messageText(input['MSID'] ?? '', input['PARM']) }),
  '*/ServerTimeZone': () => done({ TMTZ: 'UTC', UTCT: '+0000' }),
  '*/GetMIBuild': ({ transaction }) =>
    done({ VERS: '1', PTFS: '', MBLD: '20200601', SYID: '64', PGNM: transaction.program }),
};
