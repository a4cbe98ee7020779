import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

interface Titles {
  readonly title: string | undefined;
  readonly setTitle: (title: string | undefined) => void;
}

const TITLES = createContext<Titles>({ title: undefined, setTitle: () => undefined });

/** Keeps the title that the page in it has given itself. */
export function PageTitles({ children }: { readonly children: ReactNode }) {
  const [title, setTitle] = useState<string>();
  return <TITLES value={{ title, setTitle }}>{children}</TITLES>;
}

/** The title that the page has given itself, if it has. */
export function useGivenTitle(): string | undefined {
  return useContext(TITLES).title;
}

/** Gives the page a title of its own, such as the name of what it shows, as long as it is shown. */
export function usePageTitle(title: string | undefined): void {
  const { setTitle } = useContext(TITLES);
  useEffect(() => {
    setTitle(title);
    return () => setTitle(undefined);
  }, [title, setTitle]);
}
