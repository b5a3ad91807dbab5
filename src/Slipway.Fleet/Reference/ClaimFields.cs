// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields of claims.</summary>
internal static class ClaimFields
{
    private static readonly TextShape Size = FieldShape.Like("a size, such as `500MB` or `1.5 GiB`", @"[0-9]{1,15}(\.[0-9]{1,6})? ?([KMGTkmgt][Ii]?[Bb]|[Bb])?");
    private static readonly TextShape Percent = FieldShape.Like("a percentage", @"([0-9]{1,2}(\.[0-9]{1,2})?|100)%");
    private static readonly FleetField Optional = new("optional", FieldShape.Switch, "Whether the claim may stay unproven where nothing can prove it.", "true") { Default = "`false`" };

    private static readonly FieldSet User = new(
        "claims-user", "A claim of the user", "The user that the image's containers run as.",
        [
            new("uid", FieldShape.Text, "The id.", "1000") { IsFilled = true },
            new("gid", FieldShape.Text, "The group's id.", "1000") { IsFilled = true },
            new("name", FieldShape.Text, "The name.", "app") { IsFilled = true },
        ]);

    private static readonly FieldSet Presence = new(
        "claims-presence", "A claim of presence", "What is in the image, and what is not.",
        [
            new("present", FieldShape.Texts, "What is there.", "[/app/main.js]") { IsFilled = true },
            new("absent", FieldShape.Texts, "What is not.", "[/usr/bin/npm]") { IsFilled = true },
            Optional,
        ])
    {
        NeedsOneOf = ["present", "absent"],
    };

    private static readonly FleetField[] Measures =
    [
        new("max", Size, "The largest that it may be.", "500MB"),
        new("saves", Percent, "The least that it saves, compared with the sibling that `against` names.", "40%") { With = "against: base" },
        new("against", FieldShape.Text, "The sibling that it is compared with: a value of an axis, an image, or a target.", "base") { IsFilled = true, With = "saves: 40%" },
    ];

    private static readonly FieldSet Compressed = new("claims-compressed", "A claim of the compressed size", "What travels: the compressed layers.", Measures);

    private static readonly FieldSet Sizes = new(
        "claims-size", "A claim of the size", "The bytes of the regular files of all layers, uncompressed, the base's included, per platform.",
        [
            .. Measures,
            new("compressed", new EitherShape("the largest size, or [its fields](#a-claim-of-the-compressed-size)", Size, FieldShape.Of(Compressed)), "The same of what travels.", "100MB"),
        ]);

    private static readonly FieldSet Command = new(
        "claims-command", "A claim of a command", "A command that is run in the image.",
        [
            new("run", FieldShape.Command, "The command.", "[node, --version]") { IsRequired = true, IsFilled = true },
            new("prints", FieldShape.Text, "What it prints, but for white space around it.", "v22.1.0") { IsFilled = true },
            new("contains", FieldShape.Text, "What stands in what it prints.", "v22") { IsFilled = true },
            new("matches", FieldShape.Text, "A regular expression that what it prints matches.", "\"^v[0-9]+\"") { IsFilled = true },
            new("exit", FieldShape.Like("a number from 0 to 255", "[0-9]{1,3}"), "The code that it ends with.", "1") { Default = "`0`" },
            Optional,
        ])
    {
        Conflicts = [("prints", "contains"), ("prints", "matches"), ("contains", "matches")],
    };

    /// <summary>What is claimed.</summary>
    internal static FieldSet Claims { get; } = new(
        "claims", "Claims", "What a document would say of an image. `slipway verify` proves each, or says how far off it is; one that can't be proven stops publishing.",
        [
            new("labels", FieldShape.TextMap, "Labels and their values.", "{ org.opencontainers.image.version: \"{version}\" }") { IsFilled = true },
            new("annotations", FieldShape.TextMap, "Annotations and their values.", "{ org.opencontainers.image.title: App }") { IsFilled = true },
            new("env", FieldShape.TextMap, "Variables of the environment and their values.", "{ NODE_ENV: production }") { IsFilled = true },
            new("user", FieldShape.Of(User), "The user.", "{ uid: 1000, name: app }"),
            new("workdir", FieldShape.Text, "The working directory.", "/app") { IsFilled = true },
            new("ports", new TextsShape("ports, `8000` or `8000/udp`", FieldShape.Like("a port", "[0-9]{1,5}(/(tcp|udp|sctp))?")), "Ports that are exposed.", "[8000, 53/udp]"),
            new("healthcheck", FieldShape.OneOf("present", "absent", "true", "false"), "Whether there is a health check.", "present"),
            new("entrypoint", FieldShape.Command, "The entry point.", "[/app/start]") { IsFilled = true },
            new("cmd", FieldShape.Command, "The command.", "[node, /app/main.js]") { IsFilled = true },
            new("packages", FieldShape.Of(Presence), "Packages: a name of any ecosystem, `deb:name` or `npm:name`.", "{ present: [\"deb:nodejs\"], absent: [gcc, make] }"),
            new("files", FieldShape.Of(Presence), "Files by absolute paths; `*`, `**` and `?` stand for anything.", "{ present: [/app/main.js], absent: [\"/**/*.map\"] }"),
            new("size", new EitherShape("the largest size, or [its fields](#a-claim-of-the-size)", Size, FieldShape.Of(Sizes)), "The size.", "{ max: 500MB }"),
            new("platforms", FieldShape.Texts, "Platforms that the image has.", "[linux/amd64]"),
            new("commands", new ListShape("a list of [commands](#a-claim-of-a-command)", FieldShape.Of(Command)), "Commands and what they do.", "[{ run: [node, --version], matches: \"^v22\" }]"),
        ]);

    /// <summary>Every part, in the order of the reference.</summary>
    internal static IReadOnlyList<FieldSet> All { get; } = [Claims, User, Presence, Sizes, Compressed, Command];
}
