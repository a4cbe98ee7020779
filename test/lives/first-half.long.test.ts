import { livesOf } from './lives.ts';

livesOf([0, 1]);
