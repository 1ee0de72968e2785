import './app.css';
import 'htmx.org';
