// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Dockerfiles that BuildKit refuses, and so do we, with a place in the file.</summary>
internal static class RefusalRows
{
    private const string From = "FROM equal/base:1\n";

    public static IReadOnlyList<EqualityRow> All { get; } = [.. Files, .. Flags, .. Stages, .. Settings, .. Steps, .. Copies, .. Expansions];

    private static IEnumerable<EqualityRow> Files =>
    [
        new("refuse-empty", "the Dockerfile cannot be empty", ""),
        new("refuse-comments", "a file of comments alone", "# nothing\n\n# more\n"),
        new("refuse-no-stage", "an instruction before the first FROM", "RUN true\n"),
        new("refuse-before-from", "an instruction before FROM", "ENV A=1\n" + From),
        new("refuse-unknown", "an unknown instruction", From + "FOO bar\n"),
        new("refuse-long-line", "a line of more than 65535 bytes", From + "ENV A=" + new string('x', 66_000) + "\n"),
        new("refuse-escape", "an escape character that is none", "# escape=x\n" + From),
        new("refuse-escape-twice", "a directive twice", "# escape=`\n# escape=\\\n" + From),
        new("refuse-heredoc-open", "a heredoc without its end", From + "RUN <<EOF\ntrue\n"),
        new("refuse-heredoc-destination", "a heredoc as the destination", From + "COPY f <<EOF\nx\nEOF\n"),
        new("refuse-heredoc-alone", "a heredoc without a destination", From + "COPY <<EOF\nx\nEOF\n"),
    ];

    private static IEnumerable<EqualityRow> Flags =>
    [
        new("refuse-flag-unknown", "an unknown flag", From + "COPY --unknown=1 f /\n"),
        new("refuse-flag-elsewhere", "a flag of another instruction", From + "ADD --from=x f /\n"),
        new("refuse-flag-none", "a flag where there is none", From + "ENV --a=1 B=2\n"),
        new("refuse-flag-twice", "a flag twice", From + "COPY --chown=1 --chown=2 f /\n"),
        new("refuse-flag-no-value", "a flag without its value", From + "COPY --chown f /\n"),
        new("refuse-flag-bool", "a flag that is true or false", From + "COPY --link=maybe f /\n"),
        new("refuse-flag-case", "a flag in upper case", From + "COPY --CHOWN=1 f /\n"),
        new("refuse-from-flag", "an unknown flag of FROM", "FROM --plattform=linux/amd64 equal/base:1\n"),
    ];

    private static IEnumerable<EqualityRow> Stages =>
    [
        new("refuse-from-words", "FROM with two words", "FROM equal/base:1 x\n"),
        new("refuse-from-four", "FROM with four words", "FROM equal/base:1 AS x y\n"),
        new("refuse-from-as", "another word than AS", "FROM equal/base:1 OF x\n"),
        new("refuse-from-none", "FROM alone", "FROM\n"),
        new("refuse-from-empty", "a name that is empty when expanded", "FROM $NOTHING\n"),
        new("refuse-from-upper", "an image in upper case", "FROM Equal/Base:1\n"),
        new("refuse-from-stage-upper", "a stage in upper case", "FROM equal/base:1 AS one\nFROM ONE\n"),
        new("refuse-from-number", "a stage by number in FROM", "FROM equal/base:1\nFROM 0\n"),
        new("refuse-from-platform", "a platform that is none", "FROM --platform=a/b/c/d equal/base:1\n"),
        new("refuse-stage-name", "a name that is none", "FROM equal/base:1 AS 1x\n"),
        new("refuse-stage-name-sign", "a name with other signs", "FROM equal/base:1 AS a@b\n"),
        new("refuse-self", "a stage that copies from itself", "FROM equal/base:1 AS a\nCOPY --from=a f /\n"),
        new("refuse-cycle", "stages in a circle", "FROM equal/base:1 AS a\nCOPY --from=b /f /\nFROM equal/base:1 AS b\nCOPY --from=a /f /\n"),
        new("refuse-later", "a stage further below", "FROM equal/base:1 AS a\nCOPY --from=1 /f /\nFROM equal/base:1 AS b\n") { Stage = "a" },
        new("refuse-index", "a number that no stage has", From + "COPY --from=7 /f /\n"),
        new("refuse-target", "a target that isn't there", "FROM equal/base:1 AS a\n") { Stage = "b" },
        new("refuse-from-variable", "a variable in --from", "ARG A=equal/base:1\n" + From + "ARG A\nCOPY --from=$A /etc/passwd /\n"),
        new("refuse-mount-from-variable", "a variable in a mount's from", From + "ARG A=equal/base:1\nRUN --mount=from=$A,target=/m true\n"),
    ];

    private static IEnumerable<EqualityRow> Settings =>
    [
        new("refuse-env-blank", "a blank name", From + "ENV =x\n"),
        new("refuse-env-alone", "a name without a value", From + "ENV A\n"),
        new("refuse-env-mixed", "a word that is no pair", From + "ENV A=1 B\n"),
        new("refuse-env-none", "ENV alone", From + "ENV\n"),
        new("refuse-label-blank", "a blank label", From + "LABEL =x\n"),
        new("refuse-label-none", "LABEL alone", From + "LABEL\n"),
        new("refuse-arg-blank", "a blank ARG", From + "ARG =x\n"),
        new("refuse-arg-none", "ARG alone", From + "ARG\n"),
        new("refuse-expose-word", "EXPOSE of a word", From + "EXPOSE http\n"),
        new("refuse-expose-large", "a port above 65535", From + "EXPOSE 70000\n"),
        new("refuse-expose-backwards", "a range that runs backwards", From + "EXPOSE 90-80\n"),
        new("refuse-expose-protocol", "a protocol that is none", From + "EXPOSE 80/foo\n"),
        new("refuse-expose-none", "EXPOSE alone", From + "EXPOSE\n"),
        new("refuse-stopsignal", "a signal that is none", From + "STOPSIGNAL SIGNONE\n"),
        new("refuse-stopsignal-two", "two signals", From + "STOPSIGNAL 1 2\n"),
        new("refuse-shell-form", "SHELL for a shell", From + "SHELL /bin/sh -c\n"),
        new("refuse-shell-empty", "an empty SHELL", From + "SHELL []\n"),
        new("refuse-cmd-numbers", "a JSON array of numbers", From + "CMD [1, 2]\n"),
        new("refuse-volume-empty", "an empty VOLUME", From + "VOLUME [\"\"]\n"),
        new("refuse-volume-none", "VOLUME alone", From + "VOLUME\n"),
        new("refuse-workdir-none", "WORKDIR alone", From + "WORKDIR\n"),
        new("refuse-workdir-two", "WORKDIR of a file", From + "WORKDIR /etc/passwd\n"),
        new("refuse-user-none", "USER alone", From + "USER\n"),
        new("refuse-user-unknown", "a user that the image lacks", From + "USER nobody-such\nRUN true\n"),
        new("refuse-maintainer-none", "MAINTAINER alone", From + "MAINTAINER\n"),
        new("refuse-healthcheck-word", "HEALTHCHECK of another word", From + "HEALTHCHECK RUN true\n"),
        new("refuse-healthcheck-none", "HEALTHCHECK alone", From + "HEALTHCHECK\n"),
        new("refuse-healthcheck-no-command", "HEALTHCHECK CMD alone", From + "HEALTHCHECK CMD\n"),
        new("refuse-healthcheck-none-more", "HEALTHCHECK NONE with more", From + "HEALTHCHECK NONE true\n"),
        new("refuse-healthcheck-duration", "a duration without its unit", From + "HEALTHCHECK --interval=5 CMD true\n"),
        new("refuse-healthcheck-short", "a duration below a millisecond", From + "HEALTHCHECK --timeout=10us CMD true\n"),
        new("refuse-healthcheck-retries", "retries below nought", From + "HEALTHCHECK --retries=-1 CMD true\n"),
        new("refuse-onbuild-onbuild", "a trigger within a trigger", From + "ONBUILD ONBUILD RUN true\n"),
        new("refuse-onbuild-from", "FROM as a trigger", From + "ONBUILD FROM x\n"),
        new("refuse-onbuild-maintainer", "MAINTAINER as a trigger", From + "ONBUILD MAINTAINER x\n"),
        new("refuse-onbuild-none", "ONBUILD alone", From + "ONBUILD\n"),
    ];

    private static IEnumerable<EqualityRow> Steps =>
    [
        new("refuse-run-code", "a command that fails", From + "RUN exit 7\n"),
        new("refuse-run-missing", "a command that isn't there", From + "RUN [\"/no/such\"]\n"),
        new("refuse-run-network", "a network that is none", From + "RUN --network=bridge true\n"),
        new("refuse-mount-type", "a mount of no type", From + "RUN --mount=type=disk,target=/x true\n"),
        new("refuse-mount-key", "a key that no mount has", From + "RUN --mount=type=bind,target=/x,colour=red true\n"),
        new("refuse-mount-target", "a mount without its target", From + "RUN --mount=type=tmpfs true\n"),
        new("refuse-mount-root", "a mount on the root", From + "RUN --mount=type=tmpfs,target=/ true\n"),
        new("refuse-mount-source", "a mount of what isn't there", From + "RUN --mount=source=no/such,target=/x true\n"),
        new("refuse-mount-bool", "a mount's word that is true or false", From + "RUN --mount=type=bind,target=/x,ro=perhaps true\n"),
        new("refuse-mount-sharing", "a way to share that is none", From + "RUN --mount=type=cache,target=/x,sharing=all true\n"),
        new("refuse-mount-mode", "a mode that is none", From + "RUN --mount=type=cache,target=/x,mode=99 true\n"),
        new("refuse-mount-uid", "a user by name", From + "RUN --mount=type=cache,target=/x,uid=app true\n"),
        new("refuse-mount-size", "a size that is none", From + "RUN --mount=type=tmpfs,target=/x,size=big true\n"),
        new("refuse-mount-size-bind", "a size where there is none", From + "RUN --mount=type=bind,target=/x,size=1m true\n"),
        new("refuse-mount-pair", "a word that is no pair", From + "RUN --mount=type=bind,target=/x,nonsense true\n"),
        new("refuse-mount-secret", "a required secret that wasn't given", From + "RUN --mount=type=secret,id=x,required true\n"),
        new("refuse-mount-secret-id", "a secret without a name", From + "RUN --mount=type=secret true\n"),
    ];

    private static IEnumerable<EqualityRow> Copies =>
    [
        new("refuse-copy-one", "COPY without a destination", From + "COPY f\n"),
        new("refuse-copy-none", "COPY alone", From + "COPY\n"),
        new("refuse-copy-json-one", "the same as JSON", From + "COPY [\"f\"]\n"),
        new("refuse-copy-missing", "a source that isn't there", From + "COPY no/such /\n"),
        new("refuse-copy-missing-stage", "a source that another image lacks", From + "COPY --from=equal/base:1 /no/such /\n"),
        new("refuse-copy-ignored", "a source that is ignored", From + "COPY g /\n") { Ignore = "g\n" },
        new("refuse-copy-url", "COPY of an address", From + "COPY https://example.com/x /\n"),
        new("refuse-copy-pattern", "a pattern that is none", From + "COPY [a* /x/\n"),
        new("refuse-copy-folder-on-file", "a folder onto a file", From + "COPY d /etc/passwd\n"),
        new("refuse-copy-nested-folder-on-file", "a folder within a folder onto a file", From + "RUN mkdir /x && touch /x/q\nCOPY d /x\n"),
        new("refuse-copy-nested-folder-on-link", "and onto a link", From + "RUN mkdir /x /y && ln -s /y /x/q\nCOPY d /x\n"),
        new("refuse-copy-file-on-folder", "a file onto a folder within", From + "RUN mkdir -p /x/one\nCOPY d /x\n"),
        new("refuse-copy-below-file", "a file below a file", From + "COPY f /etc/passwd/x\n"),
        new("refuse-copy-circle", "a destination that goes round", From + "RUN ln -s /b /a && ln -s /a /b\nCOPY f /a/x\n"),
        new("refuse-copy-source-circle", "a source that goes round", From + "COPY dangling/circle /x\n"),
        new("refuse-add-one", "ADD without a destination", From + "ADD f\n"),
        new("refuse-add-checksum-local", "a checksum of a file", From + "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d f /\n"),
        new("refuse-ignore-pattern", "an ignore file that is none", From + "COPY . /\n") { Ignore = "[\n" },
    ];

    private static IEnumerable<EqualityRow> Expansions =>
    [
        new("refuse-expansion-open", "a brace that isn't closed", From + "ENV A=${B\n"),
        new("refuse-expansion-modifier", "a modifier that is none", From + "ENV A=${B:x}\n"),
        new("refuse-expansion-empty", "braces around nothing", From + "ENV A=${}\n"),
        new("refuse-expansion-required", "a variable that must be set", From + "ENV A=${B:?needed}\n"),
        new("refuse-expansion-quote", "a quote that isn't closed", From + "LABEL a=\"b\n"),
        new("refuse-expansion-expose", "a port that is none when expanded", From + "ARG P=http\nEXPOSE $P\n"),
    ];

    /// <summary>What BuildKit 0.13 builds and we refuse, each for a reason.</summary>
    public static IReadOnlyList<EqualityRow> OursAlone { get; } =
    [
        new("stricter-env-blank", "an environment entry without a name is none", From + "ENV $NOTHING=x\n"),
        new("stricter-run-none", "RUN alone does nothing, and is an instruction that lost its command", From + "RUN\n"),
        new("stricter-chown-user", "0.13 gives the files to root without a word", From + "COPY --chown=nobody-such f /\n"),
        new("stricter-chown-group", "0.13 gives the files to another group without a word", From + "COPY --chown=app:nobody-such f /\n"),
        new("stricter-chmod", "0.13 drops the mode without a word; BuildKit refuses it since", From + "COPY --chmod=99 f /\n"),
        new("stricter-chmod-large", "the same", From + "COPY --chmod=17777 f /\n"),
        new("stricter-add-climbing", "an archive that climbs out of its folder is no honest archive", From + "ADD archives/climbing.tar /x/\n"),
        new("stricter-add-whiteout", "a name that begins with .wh. is a deletion in a layer: 0.13 loses the file", From + "ADD archives/whiteout.tar /x/\n"),
        new("stricter-args-alone", "0.13's daemon dies of it", "ARG A=1\n"),
    ];
}
