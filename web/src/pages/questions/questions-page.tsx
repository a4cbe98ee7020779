import { Empty } from '../../components/states.tsx';

/** What others ask. */
export function QuestionsPage() {
  return <Empty title="No questions yet">The question library is shown here.</Empty>;
}
