import './theme.css';
import { startCopying } from './copy';
import { startDismissals } from './dismiss';
import { startMenus } from './menu';
import { startScheme } from './scheme-button';

startScheme();
startMenus();
startDismissals();
startCopying();
