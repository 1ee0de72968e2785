import './app.css';
import './app/entering.js';
import './app/filtering.js';
import './app/focusing.js';
import './app/menus.js';
import './app/parts.js';

document.documentElement.classList.add('js');
