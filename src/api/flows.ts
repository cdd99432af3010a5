import { z } from '@hono/zod-openapi';
import { AnyObject, Name, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';
import { Paused } from './standstill.ts';

/** The live version of a flow. */
export const Flow = z
  .object({
    flow: z.string(),
    title: z.string(),
    deployment: z.string(),
    version: z.number().int(),
    active: z.boolean(),
    deployedAt: Timestamp,
    deployedBy: z.string(),
    versionBy: z
      .string()
      .openapi({ description: 'Who wrote the version: `landbridge`, or the person who changed the flow.' }),
    bindings: z.record(z.string(), z.string()),
    settings: AnyObject,
    paused: Paused.optional(),
    waiting: z.number().int().optional().openapi({ description: 'Runs that wait because the flow is paused.' }),
  })
  .openapi('Flow');

export const FlowFile = z
  .object({ path: z.string().min(1).max(300), text: z.string().max(500_000) })
  .openapi('FlowFile');

/** A fault of a flow file: where it is, what is wrong, what was meant. */
export const FlowProblem = z
  .object({
    file: z.string(),
    line: z.number().optional(),
    column: z.number().optional(),
    path: z.string(),
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
    suggestion: z.string().optional(),
  })
  .openapi('FlowProblem');

const SettingValue = z.union([z.string(), z.number(), z.boolean()]);

/** What an integration lead may set without editing the flow. */
export const FlowSetting = z
  .object({
    name: z.string(),
    title: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'choice']),
    default: SettingValue,
    choices: z.array(z.string()).optional(),
    help: z.string().optional(),
  })
  .openapi('FlowSetting');

/** A flow with the files of one version, and the settings that version knows. */
export const FlowDetail = Flow.extend({
  filesVersion: z.number().int(),
  files: z.array(FlowFile),
  declared: z.array(FlowSetting).openapi({ description: 'Settings that this version knows.' }),
}).openapi('FlowDetail');

export const flowRoutes = {
  listFlows: defineRoute('listFlows', {
    tag: 'flows',
    summary: 'Deployed flows',
    answer: z.object({ items: z.array(Flow) }).openapi('FlowList'),
  }),
  getFlow: defineRoute('getFlow', {
    tag: 'flows',
    summary: 'One flow with the files of a version',
    params: z.object({ flow: Name }),
    query: z.object({
      version: z.coerce.number().int().min(1).optional().openapi({ description: 'The live version when left out.' }),
    }),
    answer: FlowDetail,
  }),
  setFlowSettings: defineRoute('setFlowSettings', {
    tag: 'flows',
    summary: 'Change the settings of a flow',
    description:
      'Replaces them all; what is left out has its default. Runs that begin from now on have them, those under way keep what they began with.',
    params: z.object({ flow: Name }),
    body: z.object({
      settings: z.record(z.string().min(1).max(100), SettingValue),
      reason: z.string().trim().min(1).max(500).openapi({ description: 'Stands in the audit log.' }),
      deployment: z
        .string()
        .optional()
        .openapi({ description: 'The deployment that was looked at; refused when another one is live by now.' }),
    }),
    answer: Flow,
  }),
  runFlow: defineRoute('runFlow', {
    tag: 'flows',
    summary: 'Start a flow now',
    description:
      'Flows that the clock starts, and flows whose trigger names landbridge.manual. Runs of one flow go one after the other.',
    params: z.object({ flow: Name }),
    body: z.object({
      input: AnyObject.optional().openapi({ description: 'Read by the flow as `event.input`.' }),
      key: z.string().min(1).max(100).optional().openapi({ description: 'The same key starts it once.' }),
    }),
    answer: z.object({ runId: z.string() }).openapi('FlowStarted'),
    status: 202,
  }),
  validateFlow: defineRoute('validateFlow', {
    tag: 'flows',
    summary: 'Check flow, mapping and crosswalk files without deploying them',
    body: z.object({ files: z.array(FlowFile).min(1).max(200) }),
    answer: z.object({ valid: z.boolean(), problems: z.array(FlowProblem) }).openapi('FlowValidation'),
  }),
} as const;
