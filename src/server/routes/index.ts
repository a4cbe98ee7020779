import type { App, Services } from '../app-types.ts';
import { KnownCatalog } from '../known-catalog.ts';
import { addAboutRoute } from './about.ts';
import { addAuditRoutes } from './audit.ts';
import { addCatalogRoutes } from './catalog.ts';
import { addDescriptionRoute } from './description.ts';
import { addEntityRoute } from './entities.ts';
import { addEventRoute } from './events.ts';
import { addFindingRoutes } from './findings.ts';
import { addGraphRoutes } from './graph.ts';
import { addHealthRoutes } from './health.ts';
import { addInstanceDataRoutes } from './instance-data.ts';
import { addInstanceFormRoutes } from './instance-form.ts';
import { addInstanceTestRoutes } from './instance-test.ts';
import { addInstanceRoutes } from './instances.ts';
import { addMetricsRoute } from './metrics.ts';
import { addOverviewRoutes } from './overview.ts';
import { addQueryRoutes } from './query.ts';
import { addQueryExportRoute } from './query-export.ts';
import { addQuestionRoutes } from './questions.ts';
import { addRetentionRoutes } from './retention.ts';
import { addRunRoutes } from './runs.ts';
import { addScheduleRoute } from './schedule.ts';
import { addSessionRoutes } from './session.ts';
import { addSetupRoute } from './setup.ts';
import { addSmartClassRoutes } from './smart-classes.ts';
import { addTokenRoutes } from './tokens.ts';
import { addUserRoutes } from './users.ts';

/** Every route of the server. */
export function addRoutes(
  app: App,
  services: Services,
  { hasOpenMetrics }: { readonly hasOpenMetrics: boolean },
): void {
  addSetupRoute(app, services);
  addSessionRoutes(app, services);
  addUserRoutes(app, services);
  addTokenRoutes(app, services);
  addAuditRoutes(app, services);
  addInstanceRoutes(app, services);
  addInstanceDataRoutes(app, services);
  addInstanceTestRoutes(app, services);
  addInstanceFormRoutes(app);
  const known = new KnownCatalog(services.graph);
  addQueryRoutes(app, services, known);
  addQueryExportRoute(app, services);
  addFindingRoutes(app, services);
  addEntityRoute(app, services);
  addCatalogRoutes(app, services, known);
  addQuestionRoutes(app, services);
  addGraphRoutes(app, services);
  addRunRoutes(app, services);
  addScheduleRoute(app, services);
  addOverviewRoutes(app, services);
  addEventRoute(app, services);
  addSmartClassRoutes(app, services);
  addRetentionRoutes(app, services);
  addAboutRoute(app, services);
  addDescriptionRoute(app);
  addHealthRoutes(app, services);
  addMetricsRoute(app, services, hasOpenMetrics);
}
