export { makePlan, type Plan, type PlanLine, planText } from './plan.ts';
