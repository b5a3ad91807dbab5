// SPDX-License-Identifier: Apache-2.0

namespace Slipway.Fleet;

/// <summary>
/// What the jobs of a pipeline run, the same for every kind of CI: scripts for a POSIX shell. They read IMAGE, NAME, PLATFORM, CACHES, BESIDE, EDGE, VERSION (of a release, else
/// empty) and PUBLISH (<c>true</c> where caches and images are sent). What hangs on the fleet stands in those, never in the text of a script.
/// </summary>
internal sealed class PipelineScripts(string folder, PipelineOptions options)
{
    /// <summary>The scanner, until slipway scans itself.</summary>
    internal const string Scanner = "docker.io/aquasec/trivy:0.58.1";

    /// <summary>The registry that stands in the environment of every job; null where the fleet says its own.</summary>
    internal string? Registry => options.Registry;

    // The words that every command has which works on the image.
    private string Words => $$"""
        set -eu
        set -- {{string.Join(' ', options.Words.Prepend(folder).Select(ShellText.Quote))}} "$IMAGE" --set "*.platform=$PLATFORM"
        if [ -n "${VERSION:-}" ]; then {{(options.Language == FleetLanguage.Own ? "set -- \"$@\" --set \"version=${VERSION#v}\"" : "export VERSION=\"${VERSION#v}\"")}}
        else unset VERSION; [ -z "$EDGE" ] || set -- "$@" --set "$EDGE"; fi
        """;

    /// <summary>Fetches the program from where SLIPWAY_URL says, if its digest is the one said, into SLIPWAY_BIN.</summary>
    internal static string Install => """
        set -eu
        case $(uname -m) in
          x86_64) architecture=amd64 digest=${SLIPWAY_SHA256_AMD64:-} ;;
          aarch64) architecture=arm64 digest=${SLIPWAY_SHA256_ARM64:-} ;;
          *) echo "there is no slipway for $(uname -m)" >&2; exit 1 ;;
        esac
        : "${SLIPWAY_URL:?set it to the address that slipway-linux-$architecture is below}"
        : "${digest:?set SLIPWAY_SHA256_AMD64 and SLIPWAY_SHA256_ARM64 to the digests of the programs there}"
        missing=
        command -v curl >/dev/null || missing="$missing curl ca-certificates"
        command -v runc >/dev/null || missing="$missing runc"
        command -v gpgv >/dev/null || missing="$missing gpgv"
        for library in libsqlite3-0 libzstd1 libcrypt1; do
          dpkg-query -W -f '${Status}' "$library" 2>/dev/null | grep -q ' installed$' || missing="$missing $library"
        done
        if [ -n "$missing" ]; then
          root=; [ "$(id -u)" = 0 ] || root=sudo
          $root apt-get update
          $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
        fi
        bin=${SLIPWAY_BIN:-/usr/local/bin}
        mkdir -p "$bin"
        curl --fail --silent --show-error --location --retry 3 --output "$bin/slipway.part" "$SLIPWAY_URL/slipway-linux-$architecture"
        echo "$digest  $bin/slipway.part" | sha256sum --check --strict --quiet
        chmod 755 "$bin/slipway.part"
        mv "$bin/slipway.part" "$bin/slipway"
        """;

    /// <summary>Logs in at REGISTRY as REGISTRY_USER with REGISTRY_PASSWORD.</summary>
    internal static string Login => """
        set -eu
        printf %s "$REGISTRY_PASSWORD" | slipway login "$REGISTRY" --username "$REGISTRY_USER" --password-stdin
        """;

    /// <summary>Lets the machine run programs of PLATFORM where that isn't its own.</summary>
    internal static string Emulate => """
        set -eu
        case $(uname -m):$PLATFORM in
          x86_64:linux/amd64 | x86_64:linux/386 | aarch64:linux/arm64) ;;
          *) slipway setup --emulation --platform "$PLATFORM" ;;
        esac
        """;

    /// <summary>Builds the image for PLATFORM with the caches of itself and of what it stands on.</summary>
    internal string Build => Words + """

        set -f
        IFS='
        '
        for cache in $CACHES; do set -- "$@" --cache-from "type=registry,ref=$cache-$(echo "$PLATFORM" | tr / -)"; done
        for image in $BESIDE; do set -- "$@" "$image"; done
        if [ "$PUBLISH" = true ]; then
          set -- "$@" --cache-to "type=registry,ref=${CACHES%%[[:space:]]*}-$(echo "$PLATFORM" | tr / -)"
        fi
        slipway build "$@"
        """;

    /// <summary>Proves what is claimed, into claims.md and claims.xml.</summary>
    internal string Verify => Words + """

        slipway verify "$@" --output markdown=claims.md --output junit=claims.xml
        """;

    /// <summary>Measures the image, into sizes.md.</summary>
    internal string Report => Words + """

        slipway report "$@" --format markdown --output sizes.md
        """;

    /// <summary>Looks for known vulnerabilities with SCANNER, an image of trivy.</summary>
    internal string Scan => Words + """

        image=$(slipway build --quiet "$@")
        slipway save --platform "$PLATFORM" --output image.tar "$image"
        slipway run --rm --network "${SCANNER_NETWORK:-egress}" --volume "$PWD/image.tar:/image.tar:ro" "$SCANNER" \
          image --input /image.tar --severity HIGH,CRITICAL --ignore-unfixed --exit-code 1
        rm image.tar
        """;

    /// <summary>Sends the image by its digest, which goes to the folder digests with the tags that it is to have.</summary>
    internal string Publish => Words + """

        rm -rf digests
        mkdir digests
        [ -n "$EDGE" ] || exit 0
        slipway publish "$@" --by-digest > "digests/$NAME-$(echo "$PLATFORM" | tr / -)"
        """;

    /// <summary>Sets the tags, each to an index of the images of all platforms that are to have it, from what stands in the folder digests.</summary>
    internal static string Join => """
        set -eu
        cat digests/* | cut -d @ -f 1 | sort -u | while read -r tag; do
          slipway index create --tag "$tag" $(cat digests/* | awk -F @ -v tag="$tag" '$1 == tag')
        done
        """;
}
