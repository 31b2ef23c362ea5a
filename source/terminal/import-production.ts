/**
Imports what imports React, in its production build: the development build keeps records of every frame for ever. Which one it
is, is decided while it is imported. The user's value is put back: children inherit it.
*/
export async function importProduction<Module>(load: () => Promise<Module>): Promise<Module> {
	const {env} = process;
	const before = env['NODE_ENV'];
	env['NODE_ENV'] = 'production';
	try {
		return await load();
	} finally {
		if (before === undefined) {
			delete env['NODE_ENV'];
		} else {
			env['NODE_ENV'] = before;
		}
	}
}
