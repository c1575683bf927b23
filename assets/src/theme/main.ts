import './theme.css';
import { startCopying } from './copy';
import { startDismissals } from './dismiss';
import { startMenus } from './menu';
import { startScheme } from './scheme-button';
import { startSuggestions } from './suggest';

startScheme();
startMenus();
startDismissals();
startCopying();
startSuggestions();
