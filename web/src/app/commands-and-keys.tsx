import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { withAt } from './page-link.tsx';
import { RAIL } from './pages.ts';
import { Palette } from './palette/palette.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** What can be done from every page without the mouse. */
export function CommandsAndKeys() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [isHelp, setIsHelp] = useState(false);
  const showHelp = () => setIsHelp(true);
  useShortcuts({
    go: Object.fromEntries(
      RAIL.map(({ key, path }) => [key, () => void navigate(withAt(path, search.get('at')))]),
    ),
    keys: { '?': showHelp },
  });
  return (
    <>
      <Palette onHelp={showHelp} />
      <ShortcutsHelp isOpen={isHelp} onClose={() => setIsHelp(false)} />
    </>
  );
}
