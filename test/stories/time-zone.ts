// Clock times are drawn in local time, with the zone's name. To be imported before anything that formats.
process.env['TZ'] = 'Europe/Berlin';
