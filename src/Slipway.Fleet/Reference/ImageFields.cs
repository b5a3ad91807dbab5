// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields of an image.</summary>
internal static class ImageFields
{
    private static readonly MapShape Match = new("a map of axes to a value, or a list of values", FieldShape.Texts) { Names = NamePatterns.Word, Least = 1 };

    /// <summary>A secret.</summary>
    internal static FieldSet Secret { get; } = new(
        "secret", "A secret", "A secret is read when a step asks for it with `RUN --mount=type=secret`, and is part of no image, cache key or log. `id=token,env=TOKEN` says the same in one text.",
        [
            new("id", FieldShape.Text, "The id that the mount has.", "token") { IsRequired = true, IsFilled = true },
            new("src", FieldShape.Text, "The file with its value; `source` is another word for it.", "secrets/token") { Default = "the variable of the id's name where the environment has it, else the file of that name", IsFilled = true },
            new("source", FieldShape.Text, "The same as `src`.", "secrets/token") { IsFilled = true },
            new("env", FieldShape.Text, "The variable of the environment with its value.", "TOKEN") { IsFilled = true },
            new("type", FieldShape.OneOf("file", "env"), "What `src`, or the id alone, means.", "file"),
        ]);

    /// <summary>An SSH agent.</summary>
    internal static FieldSet Agent { get; } = new(
        "ssh", "An SSH agent", "An agent serves steps with `RUN --mount=type=ssh`. `default`, `id=socket` and `id=key,key` say the same in one text.",
        [
            new("id", FieldShape.Text, "The id that the mount has.", "default") { IsRequired = true, IsFilled = true },
            new("paths", FieldShape.Texts, "Its socket, or private keys without a passphrase.", "keys/deploy") { Default = "the agent that runs: `SSH_AUTH_SOCK`", IsFilled = true },
        ]);

    /// <summary>What an image and an entry of its <c>when</c> both have.</summary>
    private static readonly FleetField[] Settings =
    [
        new("description", FieldShape.Text, "What the image is, for people.", "\"The gateway, with {backend}\"") { IsFilled = true },
        new("version", FieldShape.Text, "The version, where it isn't the fleet's.", "2.0.0") { Default = "the fleet's", IsFilled = true },
        new("name", FieldShape.Text, "The name of the target, in place of `image(axis=value)`.", "\"app-{backend}\"") { Default = "the image's name, with the values of its axes in parentheses", IsFilled = true },
        new("context", FieldShape.Text, "The folder that COPY and ADD read.", "./api") { Default = "the fleet file's folder", IsFilled = true },
        new("dockerfile", FieldShape.Text, "The Dockerfile, from the context.", "docker/release.Dockerfile") { Default = "`Dockerfile`", IsFilled = true },
        new("dockerfile-inline", FieldShape.Text, "The text of a Dockerfile, in place of a file. Braces in it are left alone.", "\"FROM scratch\\nCOPY app /\\n\""),
        new("packages", FieldShape.Of(PackageFields.Packages), "The packages that the image is composed from, in place of a Dockerfile.", "{ from: debian/bookworm, include: [nodejs] }"),
        new("target", FieldShape.Text, "The stage to build.", "release") { Default = "the last", IsFilled = true },
        new("contexts", FieldShape.TextMap,
            "Further contexts by the names that the Dockerfile knows them by, which may be those of stages or base images: a folder, `target:` and a sibling, `docker-image://`, `oci-layout://`, or an address of git or an archive.",
            "{ shared: ../shared, base: \"target:base\" }") { IsFilled = true },
        new("args", FieldShape.UnsettingMap, "Values for ARG.", "{ BACKEND: \"{backend}\" }") { IsFilled = true },
        new("labels", FieldShape.UnsettingMap, "Labels that are added to the image's configuration.", "{ org.opencontainers.image.version: \"{version}\" }") { IsFilled = true },
        new("annotations", new EitherShape("a map of names to texts, or Bake's list of `[PLACE:]KEY=VALUE`", FieldShape.UnsettingMap, FieldShape.Texts),
            "Annotations of the manifest. `index:`, `manifest-descriptor:` or `index-descriptor:` before the key says another place, a platform in brackets after it which.",
            "{ org.opencontainers.image.title: App, \"index:org.opencontainers.image.title\": App }") { IsFilled = true },
        new("columns", FieldShape.TextMap, "Texts that `slipway report` shows beside what it measures, by the headings of their columns, where `--columns` or a document asks for them.",
            "{ Cloud: Any, Use case: \"Low latency, simple\" }") { IsFilled = true },
        new("tags", FieldShape.Texts,
            "Tags. What has a `:` or `/` is a whole reference; anything else a tag of `registry/image`. One with `{arch}` names the image of each platform by itself.",
            "[\"{version}-{backend}\", \"{major}.{minor}-{backend}\", \"{version}-{backend}-{arch}\", \"docker.io/team/app:{backend}\"]")
        {
            Default = "the version, else `latest`, with the values of the matrix", IsFilled = true,
        },
        new("platforms", FieldShape.Texts, "The platforms; several make one image index.", "[linux/amd64, linux/arm64]") { Default = "the fleet's" },
        new("no-cache", FieldShape.Switch, "Whether every step runs, whatever the cache holds.", "true") { Default = "`false`" },
        new("no-cache-filter", FieldShape.Texts, "The stages whose steps run whatever the cache holds.", "[test]") { IsFilled = true },
        new("cache-from", Caches("of `--cache-from`"),
            "Caches from elsewhere that results are taken from where this machine has none: `type=registry,ref=NAME`, or `type=local,src=FOLDER`. Nothing is fetched but what is needed.",
            "[\"type=registry,ref=example.org/team/app:cache\"]") { IsFilled = true },
        new("cache-to", Caches("of `--cache-to`"),
            "Where what the build comes to is carried, one manifest for all targets that are built: `type=registry,ref=NAME`, `type=local,dest=FOLDER` or `type=inline`, with `mode=min|max` and `ignore-error=true`.",
            "[{ type: registry, ref: \"example.org/team/app:cache\", mode: max }]") { IsFilled = true },
        new("pull", FieldShape.Switch, "Whether base images are looked up at their registries even where the local store has them.", "true") { Default = "`false`" },
        new("network", FieldShape.OneOf("host", "default", "none"), "The network of RUN steps; `default` is the engine's, of our own the host's.", "none") { Default = "`default`" },
        new("extra-hosts", FieldShape.TextMap, "Names for the /etc/hosts of RUN steps, with their addresses.", "{ db.local: 10.0.0.5 }") { IsFilled = true },
        new("secret", Entries("a secret", Secret), "[Secrets](#a-secret) for RUN steps.", "[{ id: token, env: TOKEN }, \"id=key,src=key.txt\"]") { IsFilled = true },
        new("ssh", Entries("an agent", Agent), "[SSH agents](#an-ssh-agent) for RUN steps and for git over ssh.", "[default]") { IsFilled = true },
        new("output", new EitherShape("a text as of `--output`, a map of the same, or a list of these", FieldShape.Text, FieldShape.TextMap, new ListShape("a list", new EitherShape("a text or a map", FieldShape.Text, FieldShape.TextMap))),
            "Where the image goes: `type=image`, `registry`, `oci`, `docker`, `local`, `tar` or `cacheonly`, as in `slipway build --help`. Paths start from the file's folder.",
            "[type=image, { type: oci, dest: out/app.tar }]") { Default = "the local store", IsFilled = true },
        new("links", new EitherShape("`all`, `none`, or the siblings that are linked", FieldShape.OneOf("all", "none"), FieldShape.Texts),
            "Which siblings a name in FROM, `COPY --from` or `RUN --mount=from` may stand for. A name that is not linked is looked for in the local store, then at its registry. What `contexts` says holds all the same.",
            "none") { Default = "`all`", IsFilled = true },
        new("claims", FieldShape.Of(ClaimFields.Claims), "What is claimed of the image.", "{ user: { uid: 1000 }, size: { max: 100MB } }"),
    ];

    private static EitherShape Caches(string option) => new(
        $"a text as {option}, a map of the same, or a list of these", FieldShape.Text, FieldShape.TextMap, new ListShape("a list", new EitherShape("a text or a map", FieldShape.Text, FieldShape.TextMap)));

    private static readonly (string, string)[] TwoWays =
        [("dockerfile", "dockerfile-inline"), ("packages", "dockerfile"), ("packages", "dockerfile-inline"), ("packages", "target"), ("packages", "context")];

    /// <summary>A matrix.</summary>
    internal static FieldSet Matrix { get; } = new(
        "matrix", "A matrix", "Every name but `include` and `exclude` is an axis with its values; the image has a target for each combination. The first axis turns slowest, and the order is the file's.",
        [
            new("include", new ListShape("a list of combinations", Match) { Least = 0 }, "Combinations that are added at the end: a value for each axis, which may be new.", "[{ flavour: tiny }]") { With = "flavour: [full, slim]" },
            new("exclude", new ListShape("a list of combinations", Match) { Least = 0 }, "Combinations that are left out: those that have one of the values on each axis named.", "[{ flavour: slim }]") { With = "flavour: [full, slim]" },
        ])
    {
        Others = new("a value, or a list of values", new TextsShape("a value, or a list of values", FieldShape.Like("a value", NamePatterns.AxisValue))) { Names = NamePatterns.Word },
    };

    /// <summary>An entry of <c>when</c>.</summary>
    internal static FieldSet When { get; } = new(
        "when", "A variation",
        "What is said for some of the combinations of a matrix, in the fields of an image. Every entry that matches applies, in the order of the file: texts and lists replace, maps merge by key, claims join, and of two largest sizes the tighter holds.",
        [new("match", Match, "Axes and the value, or values, of each that are meant. All axes must agree.", "{ backend: [redis, kafka] }") { IsRequired = true }, .. Settings])
    {
        Conflicts = TwoWays, Shared = Settings, SharedWith = "An image",
    };

    /// <summary>An image.</summary>
    internal static FieldSet Image { get; } = new(
        "image", "An image", "An image is built from a Dockerfile or composed from packages: one target, or one for each combination of its matrix.",
        [
            new("inherits", FieldShape.Texts, "Images whose fields this one takes over, but for their matrix and what they say for parts of it; of two the later wins, and its own over all. Texts and lists replace, maps merge by key, claims join.", "[base]"),
            new("matrix", FieldShape.Of(Matrix), "The axes of its variants.", "{ flavour: [full, slim] }"),
            .. Settings,
            new("when", new ListShape("a list of [variations](#a-variation)", FieldShape.Of(When)) { Least = 0 }, "What is said for some of its variants.", "[{ match: { flavour: full }, tags: [latest] }]") { With = "matrix: { flavour: [full, slim] }" },
        ])
    {
        Conflicts = TwoWays,
    };

    private static EitherShape Entries(string one, FieldSet fields) =>
        new($"{one} as a text or a map, or a list of these", FieldShape.Text, FieldShape.Of(fields), new ListShape("a list", new EitherShape("a text or a map", FieldShape.Text, FieldShape.Of(fields))));
}
