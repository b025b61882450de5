# Sourced by tests with $here (tests/e2e) and $work: $packages gets the folder of what package.json names, $work the two scripts
# that stand here, bundled with it.
# shellcheck shell=sh
: "${here:?}" "${work:?}"
command -v jq >/dev/null 2>&1 || {
    echo "skipped: jq is not installed, so the GitHub action was not run"
    exit 77
}
packages=$(sh "$here/npm_packages.sh" github) || {
    echo "$packages"
    exit 77
}
for script in runner validate; do
    NODE_PATH=$packages/node_modules "$packages/node_modules/.bin/esbuild" "$here/github/$script.mjs" --bundle \
        --platform=node --format=cjs --log-level=warning --outfile="$work/$script.cjs"
done
