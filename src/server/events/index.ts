export { EventHub, type HubEvent } from './event-hub.ts';
