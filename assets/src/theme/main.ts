import './theme.css';
import { startDismissals } from './dismiss';
import { startMenus } from './menu';
import { startScheme } from './scheme-button';

startScheme();
startMenus();
startDismissals();
