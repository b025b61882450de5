// GitHub's own language service over action.yml and workflows:
//     node validate.cjs NAME-OF-THIS-ACTION FILE...
// A line a complaint; exit code 1 if there is an error. What `uses: NAME@ref` gives to this action is held against action.yml.
import {validate} from '@actions/languageservice';
import {readFileSync} from 'fs';
import {TextDocument} from 'vscode-languageserver-textdocument';
import YAML from 'yaml';

const [self, ...files] = process.argv.slice(2);
const severities = {1: 'error', 2: 'warning', 3: 'information', 4: 'hint'};
const actionsMetadataProvider = {
  async fetchActionMetadata(action) {
    return `${action.owner}/${action.name}` === self ? YAML.parse(readFileSync('action.yml', 'utf8')) : undefined;
  },
};

async function complaints(file) {
  const document = TextDocument.create(`file:///${file}`, 'yaml', 0, readFileSync(file, 'utf8'));
  const found = await validate(document, {actionsMetadataProvider});
  // Those of others are not here to be looked at.
  return found.filter(({message}) => !message.startsWith('Unable to resolve action'));
}

let failed = false;
(async () => {
  for (const file of files) {
    for (const {message, severity, range} of await complaints(file)) {
      console.log(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${severities[severity ?? 1]}: ${message}`);
      failed ||= (severity ?? 1) <= 2;
    }
  }
  process.exit(failed ? 1 : 0);
})();
