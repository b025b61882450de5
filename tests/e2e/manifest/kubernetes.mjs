// kubernetes.mjs FILE...: holds the objects of Kubernetes' own kinds against its schemas (npm: kubernetes-models).
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const require = createRequire(`${process.env.NODE_PACKAGES}/`);
const yaml = await import(pathToFileURL(require.resolve("yaml")));
let faults = 0;
for (const file of process.argv.slice(2)) {
    for (const document of yaml.parseAllDocuments(readFileSync(file, "utf8"))) {
        const object = document.toJS();
        const group = {"v1": "v1", "batch/v1": "batch/v1", "apps/v1": "apps/v1"}[object.apiVersion];
        if (group === undefined) {
            continue;
        }
        const path = `${process.env.NODE_PACKAGES}/node_modules/kubernetes-models/${group}/${object.kind}.js`;
        const model = (await import(pathToFileURL(path)))[object.kind];
        try {
            new model(object).validate();
            console.log(`${file}: ${object.kind} ${object.metadata.name}: fits`);
        } catch (error) {
            console.log(`${file}: ${object.kind} ${object.metadata.name}: ${error.message}`);
            faults += 1;
        }
    }
}
process.exit(faults > 0 ? 1 : 0);
