// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields of claims.</summary>
internal static class ClaimFields
{
    private const string SizePattern = @"[0-9]{1,15}(\.[0-9]{1,6})? ?([KMGTkmgt][Ii]?[Bb]|[Bb])?";
    private static readonly TextShape Size = FieldShape.Like("a size, such as `500MB` or `1.5 GiB`", SizePattern);
    private static readonly TextShape Amount = FieldShape.Like("a percentage or a size", @"[0-9]{1,4}(\.[0-9]{1,2})?%|[0-9]{1,15}(\.[0-9]{1,6})? ?([KMGTkmgt][Ii]?[Bb]|[Bb])");
    private static readonly TextShape Time = FieldShape.Like("a duration, such as `30s` or `1m30s`", @"0|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+");
    private static readonly TextShape Number = FieldShape.Like("a number", "[0-9]{1,9}");
    private static readonly TextShape Yes = FieldShape.OneOf("true");
    private static readonly FleetField Optional = new("optional", FieldShape.Switch, "Whether the claim may stay unproven where nothing can prove it.", "true") { Default = "`false`" };

    private static readonly FleetField[] Texts =
    [
        new("equals", FieldShape.AnyText, "It is just this.", "production") { IsFilled = true },
        new("contains", FieldShape.Texts, "This stands in it.", "prod") { IsFilled = true },
        new("lacks", FieldShape.Texts, "This stands nowhere in it.", "debug") { IsFilled = true },
        new("matches", FieldShape.Texts, "A regular expression that it matches; `^` and `$` are the ends of lines.", "\"^prod\"") { IsFilled = true },
    ];

    private static readonly FieldSet Entry = new(
        "claims-entry", "A claim of a text", "What is claimed of a label, an annotation or a variable where it isn't just its text.",
        [
            .. Texts,
            new("present", Yes, "It is there, whatever it is.", "true"),
            new("absent", Yes, "It is not there.", "true"),
        ]);

    private static readonly FieldSet Content = new("claims-content", "A claim of content", "What is claimed of the content of a file, read as UTF-8, where it isn't just a text.", Texts);

    private static readonly FieldSet User = new(
        "claims-user", "A claim of the user", "The user that the image's containers run as.",
        [
            new("uid", FieldShape.Text, "The id.", "1000") { IsFilled = true },
            new("gid", FieldShape.Text, "The group's id.", "1000") { IsFilled = true },
            new("name", FieldShape.Text, "The name.", "app") { IsFilled = true },
            new("not-root", Yes, "It is anybody whom the image knows, but not root.", "true"),
        ]);

    private static readonly FieldSet Healthcheck = new(
        "claims-healthcheck", "A claim of the health check", "What the health check runs, and when. Where the image says nothing, Docker's defaults count.",
        [
            new("test", FieldShape.Command, "What it runs: a list for `CMD`, a text for a shell.", "[node, health.js]"),
            new("interval", Time, "The time between two checks.", "30s"),
            new("timeout", Time, "The longest that one may take.", "3s"),
            new("start-period", Time, "How long failures don't count after the start.", "10s"),
            new("start-interval", Time, "The time between two checks in the start period.", "1s"),
            new("retries", Number, "How many failures in a row make it unhealthy.", "3"),
        ]);

    private static readonly FieldSet None = new(
        "claims-none", "A claim of no command", "That there is no entry point, or no command.", [new("absent", Yes, "There is none.", "true") { IsRequired = true }]);

    private static readonly FieldSet Presence = new(
        "claims-presence", "A claim of presence", "What is in the image, and what is not.",
        [
            new("present", FieldShape.Texts, "What is there.", "[8000]") { IsFilled = true },
            new("absent", FieldShape.Texts, "What is not.", "[22]") { IsFilled = true },
            Optional,
        ])
    {
        NeedsOneOf = ["present", "absent"],
    };

    private static readonly FieldSet Files = new(
        "claims-files", "A claim of files", "Paths are absolute; `*` and `?` stand for anything in one name, `**` for any folders. Links are followed inside the image.",
        [
            new("present", FieldShape.Texts, "What is there.", "[/app/main.js]") { IsFilled = true },
            new("absent", FieldShape.Texts, "What is not.", "[/usr/bin/npm]") { IsFilled = true },
            new("content", MapOf("paths", "to texts, or to [what is claimed of them](#a-claim-of-content)", new EitherShape("", FieldShape.AnyText, FieldShape.Of(Content))),
                "What files hold. No patterns.", "{ /etc/motd: welcome, /etc/os-release: { contains: bookworm } }") { IsFilled = true },
            new("mode", MapOf("paths", "to three or four octal digits", FieldShape.Like("octal digits", "0?o?[0-7]{3,4}")), "Their permission bits, exactly; a pattern means regular files, or folders where it ends in `/`.", "{ /app: \"0755\", \"/app/**\": \"0644\", \"/app/**/\": \"0755\" }") { IsFilled = true },
            new("owner", MapOf("paths", "to `user` or `user:group`, names or numbers", FieldShape.Text), "Whom they belong to.", "{ \"/app/**\": \"app:app\" }") { IsFilled = true },
            Optional,
        ])
    {
        NeedsOneOf = ["present", "absent", "content", "mode", "owner"],
    };

    private static readonly FieldSet Difference = new(
        "claims-difference", "A claim of a difference", "A difference with a comparison of its own.",
        [
            new("by", Amount, "The difference.", "5%") { IsRequired = true },
            new("against", FieldShape.Text, "What it is compared with.", "base") { IsRequired = true, IsFilled = true },
        ]);

    private static readonly EitherShape Differences = new("a percentage or a size, or [with its own comparison](#a-claim-of-a-difference)", Amount, FieldShape.Of(Difference));

    private static readonly FleetField[] Measures =
    [
        new("max", Size, "The largest that it may be.", "500MB"),
        new("saves", Differences, "The least that it saves, compared with what `against` names.", "40%") { With = "against: base" },
        new("grows", Differences, "The most that it grows, compared with what `against` names.", "5MB") { With = "against: base" },
        new("against", FieldShape.Text,
            "What it is compared with: a value of an axis, an image or a target of the fleet; a report, by a path that ends in `.json`; an image of the store, by a name with `:`, `/` or `@`.",
            "base") { IsFilled = true, With = "saves: 40%" },
        Optional,
    ];

    private static readonly FieldSet Compressed = new("claims-compressed", "A claim of the compressed size", "What travels: the compressed layers.", Measures);

    private static readonly FieldSet Sizes = new(
        "claims-size", "A claim of the size", "The bytes of the regular files of all layers, uncompressed, the base's included, per platform.",
        [
            .. Measures,
            new("compressed", new EitherShape("the largest size, or [its fields](#a-claim-of-the-compressed-size)", Size, FieldShape.Of(Compressed)), "The same of what travels.", "100MB"),
        ]);

    private static readonly FieldSet Layers = new(
        "claims-layers", "A claim of the layers", "How many layers the image has, the base's included.",
        [
            new("max", Number, "The most.", "12"),
            new("exactly", Number, "Just that many.", "9"),
        ]);

    private static readonly FieldSet Command = new(
        "claims-command", "A claim of a command", "A command that is run in a container of the image, as its user, with no network, for a minute at most.",
        [
            new("run", FieldShape.Command, "The command.", "[node, --version]") { IsRequired = true, IsFilled = true },
            new("prints", FieldShape.AnyText, "What it prints, but for line ends at the end; an empty text is nothing.", "v22.1.0") { IsFilled = true },
            new("contains", FieldShape.Text, "What stands in what it prints.", "v22") { IsFilled = true },
            new("lacks", FieldShape.Text, "What stands nowhere in what it prints.", "beta") { IsFilled = true },
            new("matches", FieldShape.Text, "A regular expression that what it prints matches.", "\"^v[0-9]+\"") { IsFilled = true },
            new("exit", FieldShape.Like("a number from 0 to 255", "[0-9]{1,3}"), "The code that it ends with.", "1") { Default = "`0`" },
            Optional,
        ])
    {
        Conflicts = [("prints", "contains"), ("prints", "lacks"), ("prints", "matches"), ("contains", "lacks"), ("contains", "matches"), ("lacks", "matches")],
    };

    private static readonly MapShape Entries = MapOf("names", "to texts, or to [what is claimed of them](#a-claim-of-a-text)", new EitherShape("", FieldShape.AnyText, FieldShape.Of(Entry)));

    private static readonly EitherShape Process = new("a command: a list of words, or a text for a shell; or [that there is none](#a-claim-of-no-command)", FieldShape.Command, FieldShape.Of(None));

    private static readonly FleetField[] OfEach =
    [
        new("labels", Entries, "Labels.", "{ org.opencontainers.image.version: \"{version}\", maintainer: { absent: true } }") { IsFilled = true },
        new("annotations", Entries, "Annotations of the manifest.", "{ org.opencontainers.image.title: App }") { IsFilled = true },
        new("env", Entries, "Variables of the environment.", "{ NODE_ENV: production, PATH: { contains: /app/bin } }") { IsFilled = true },
        new("user", new EitherShape("a name or an id, or [its fields](#a-claim-of-the-user)", FieldShape.Text, FieldShape.Of(User)), "The user.", "{ uid: 1000, name: app }") { IsFilled = true },
        new("workdir", FieldShape.Text, "The working directory.", "/app") { IsFilled = true },
        new("ports", new EitherShape("ports, `8000` or `8000/udp`, or [which are there and which are not](#a-claim-of-presence)",
            new TextsShape("", FieldShape.Like("a port", "[0-9]{1,5}(/(tcp|udp|sctp))?")), FieldShape.Of(Presence)), "Ports that are exposed.", "[8000, 53/udp]"),
        new("volumes", new EitherShape("absolute paths, or [which are there and which are not](#a-claim-of-presence)", FieldShape.Texts, FieldShape.Of(Presence)), "Volumes.", "[/data]") { IsFilled = true },
        new("healthcheck", new EitherShape("`present`, `absent`, `true`, `false`, or [its fields](#a-claim-of-the-health-check)", FieldShape.OneOf("present", "absent", "true", "false"), FieldShape.Of(Healthcheck)),
            "The health check.", "{ interval: 30s, retries: 3 }"),
        new("entrypoint", Process, "The entry point, exactly.", "[/app/start]") { IsFilled = true },
        new("cmd", Process, "The command, exactly.", "[node, /app/main.js]") { IsFilled = true },
        new("stop-signal", FieldShape.Text, "The signal that asks it to stop; an image that names none has SIGTERM.", "SIGINT") { IsFilled = true },
        new("packages", FieldShape.Of(Presence),
            "Packages, by name; `deb:`, `apk:`, `npm:` or `pypi:` before it means one ecosystem, `*` in it anything, and a version may follow: `deb:nodejs>=18`.",
            "{ present: [\"deb:nodejs>=18\"], absent: [gcc, make] }") { IsFilled = true },
        new("no-build-tools", Yes, "That nothing that compiles or links is in it: no such package of the system, and no such program where programs are looked for.", "true"),
        new("files", FieldShape.Of(Files), "Files.", "{ present: [/app/main.js], absent: [\"/**/*.map\"] }"),
        new("size", new EitherShape("the largest size, or [its fields](#a-claim-of-the-size)", Size, FieldShape.Of(Sizes)), "The size.", "{ max: 500MB }"),
        new("layers", new EitherShape("the most, or [its fields](#a-claim-of-the-layers)", Number, FieldShape.Of(Layers)), "The number of layers.", "12"),
        new("commands", new ListShape("a list of [commands](#a-claim-of-a-command)", FieldShape.Of(Command)), "Commands and what they do.", "[{ run: [node, --version], matches: \"^v22\" }]"),
    ];

    private static readonly FieldSet OfPlatform = new(
        "claims-of-platform", "Claims of one platform", "What is claimed of the image of one platform alone. It is laid over what is claimed of all.", OfEach)
    {
        Shared = OfEach, SharedWith = "Claims",
    };

    /// <summary>What is claimed.</summary>
    internal static FieldSet Claims { get; } = new(
        "claims", "Claims", "What a document would say of an image. `slipway verify` proves each, or says how far off it is; one that can't be proven stops publishing. `claims.md` says more of each.",
        [
            .. OfEach,
            new("platforms", new EitherShape("platforms, or a map of them to [what is claimed of each alone](#claims-of-one-platform)", FieldShape.Texts,
                new MapShape("", FieldShape.Of(OfPlatform)) { MayUnset = true, Least = 1 }), "Platforms that the image has.", "{ linux/amd64: { size: 100MB }, linux/arm64: ~ }"),
        ]);

    /// <summary>Every part, in the order of the reference.</summary>
    internal static IReadOnlyList<FieldSet> All { get; } =
        [Claims, OfPlatform, Entry, User, Healthcheck, None, Presence, Files, Content, Sizes, Compressed, Difference, Layers, Command];

    private static MapShape MapOf(string names, string says, FieldShape item) => new($"a map of {names} {says}", item) { Least = 1 };
}
