// Imported before anything that makes a format: the pictures show the clock and the zone of the machine.
process.env['TZ'] = 'Europe/Berlin';
