import { livesOf } from './lives.ts';

livesOf([2, 3]);
