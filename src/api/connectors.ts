import { z } from '@hono/zod-openapi';
import { defineRoute } from './route.ts';

/** One setting of a connection: the form is drawn from it and the input is checked against it. */
export const SettingField = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'choice', 'url', 'secret', 'list', 'file']),
    help: z.string(),
    required: z.boolean().optional(),
    default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
    choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    group: z.string().openapi({ description: 'Heading under which the form shows the field.' }),
    when: z
      .object({ setting: z.string(), is: z.string() })
      .optional()
      .openapi({ description: 'Shown only when another setting has this value.' }),
  })
  .openapi('SettingField');

/** A system that can be connected. */
export const Connector = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    settings: z.array(SettingField),
    importsFile: z.boolean().openapi({ description: 'Whether a connection can be made from a file of the system.' }),
    receivesWebhooks: z.boolean(),
  })
  .openapi('Connector');

export const connectorRoutes = {
  listConnectors: defineRoute('listConnectors', {
    tag: 'connections',
    summary: 'Systems that can be connected, with the fields of their settings',
    answer: z.object({ items: z.array(Connector) }).openapi('ConnectorList'),
  }),
} as const;
