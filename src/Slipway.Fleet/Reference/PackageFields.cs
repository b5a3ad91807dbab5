// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields of what is composed from packages.</summary>
internal static class PackageFields
{
    private static readonly TextShape Number = FieldShape.Like("a number", "[0-9]+");

    private static readonly FieldSet Source = new(
        "packages-source", "A source of packages", "A repository beside Debian's own.",
        [
            new("name", FieldShape.Text, "Its name.", "vendor") { IsRequired = true, IsFilled = true },
            new("uri", FieldShape.Text, "Its address.", "https://example.org/debian") { IsRequired = true, IsFilled = true },
            new("suite", FieldShape.Text, "Its suite.", "stable") { IsRequired = true, IsFilled = true },
            new("key", FieldShape.Text, "The file of the public key that signs it, or the key itself.", "vendor.asc") { IsRequired = true },
            new("components", FieldShape.Texts, "Its components.", "[main]") { Default = "`main`", IsFilled = true },
        ]);

    private static readonly FieldSet User = new(
        "packages-user", "A user", "A user that the image gets, with a group of its own. A name alone is enough.",
        [
            new("name", FieldShape.Text, "The name.", "app") { IsRequired = true, IsFilled = true },
            new("uid", Number, "The id.", "1000") { Default = "the next that is free" },
            new("gid", Number, "The group's id.", "1000") { Default = "the user's" },
            new("home", FieldShape.Text, "The home.", "/home/app") { IsFilled = true },
            new("shell", FieldShape.Text, "The shell.", "/usr/sbin/nologin") { IsFilled = true },
            new("groups", FieldShape.Texts, "Further groups.", "[audio]") { IsFilled = true },
        ]);

    private static readonly FieldSet File = new(
        "packages-file", "A file", "A file that is added. Its text alone is enough.",
        [
            new("content", FieldShape.AnyText, "Its text.", "\"hello\\n\"") { IsFilled = true },
            new("source", FieldShape.Text, "A file to copy, from the fleet file's folder.", "app.conf") { IsFilled = true },
            new("mode", FieldShape.Like("an octal number", "[0-7]{3,5}"), "Its mode.", "\"0644\"") { Default = "`0644`" },
            new("owner", FieldShape.Text, "Its owner, with a group after a colon or without.", "root:root") { Default = "`root`", IsFilled = true },
        ])
    {
        Conflicts = [("content", "source")], NeedsOneOf = ["content", "source"],
    };

    /// <summary>The packages of an image.</summary>
    internal static FieldSet Packages { get; } = new(
        "packages", "Packages", "An image composed from Debian's packages in place of a Dockerfile. No script of theirs runs unless `configure` asks for it, so that a foreign platform costs no more than our own.",
        [
            new("from", FieldShape.Text, "The distribution and its release.", "debian/bookworm") { IsRequired = true, IsFilled = true },
            new("include", FieldShape.Texts, "The packages; what they depend on comes too. `name=version` holds a version.", "[nodejs, ca-certificates]") { IsFilled = true },
            new("components", FieldShape.Texts, "Debian's components.", "[main, contrib]") { Default = "`main`", IsFilled = true },
            new("sources", new ListShape("a list of [sources](#a-source-of-packages)", FieldShape.Of(Source)), "Further signed sources.", "[{ name: vendor, uri: https://example.org/debian, suite: stable, key: vendor.asc }]"),
            new("users", new ListShape("a list of names or [users](#a-user)", new EitherShape("a name, or its fields", FieldShape.Text, FieldShape.Of(User))), "Users.", "[{ name: app, uid: 1000 }]"),
            new("links", FieldShape.TextMap, "Links by their paths, such as `update-alternatives` would make.", "{ /usr/bin/editor: /bin/ed }") { IsFilled = true },
            new("files", new MapShape("a map of paths to texts or [files](#a-file)", new EitherShape("a text, or its fields", FieldShape.AnyText, FieldShape.Of(File))), "Files.", "{ /etc/motd: \"hello\\n\" }"),
            new("remove", FieldShape.Texts, "What of the packages stays out: `docs`, `man`, `locales`, `copyright`, absolute paths, or `none`.", "[docs, man]") { Default = "`docs`, `man` and `locales`", IsFilled = true },
            new("recommends", FieldShape.Switch, "Whether what packages recommend comes too.", "true") { Default = "`false`" },
            new("configure", FieldShape.Switch, "Whether the packages' own scripts run, in the sandbox, for a full Debian.", "true") { Default = "`false`" },
            new("layers", FieldShape.OneOf("one", "each"), "One layer, or one for each package included.", "each") { Default = "`one`" },
        ]);

    /// <summary>Every part, in the order of the reference.</summary>
    internal static IReadOnlyList<FieldSet> All { get; } = [Packages, Source, User, File];
}
