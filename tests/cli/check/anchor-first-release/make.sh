# shellcheck shell=sh
# Three releases on four hosts, each some 5 % dearer than the one before: profiles/v1 to v3.
make_version() {
    for host in 1 2 3 4; do
        mkdir -p "profiles/$1/$host"
        for i in 11 12 13 14 15 16 17 18 19 20; do
            echo "main;serve;step$i $((i * $2 / 2 + (i * i * host * 3 + $2 * (i + host)) % 23))"
        done >"profiles/$1/$host/profile.folded"
        echo '{"requests": 10000}' >"profiles/$1/$host/meta.json"
    done
}
make_version v1 100
make_version v2 105
make_version v3 110
