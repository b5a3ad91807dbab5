// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields at the top of a fleet file.</summary>
internal static class FileFields
{
    private static readonly FieldSet Variable = new(
        "variable", "A variable", "A variable is a word in braces whose value may come from outside. Its default stands alone, or with what the variable is for.",
        [
            new("default", FieldShape.AnyText, "The value where nothing else gives one. It may use variables above it.", "\"22\"") { IsFilled = true },
            new("description", FieldShape.Text, "What it is for.", "The release of Node.js"),
        ]);

    private static readonly FieldSet Group = new(
        "group", "A group", "A group is a name for several targets. A list of them is enough; Bake's form has fields.",
        [
            new("targets", FieldShape.Texts, "Images, groups, and targets such as `app(backend=redis)`.", "[base, app(backend=redis)]"),
            new("description", FieldShape.Text, "What it is for.", "What runs on our own machines"),
        ]);

    /// <summary>The whole file.</summary>
    internal static FieldSet File { get; } = new(
        "file", "The file", "A fleet file says what the images of a project are and what is claimed of them. Its paths start from its own folder.",
        [
            new("fleet", FieldShape.Like("a name of lower-case letters and digits, with single `_` or `-` between them", NamePatterns.Fleet), "The fleet's name.", "shop") { IsRequired = true },
            new("version", FieldShape.Text, "The version that tags and modules have, unless an image says another. `--set version=…` wins over it.", "1.2.3") { IsFilled = true },
            new("registry", FieldShape.Text, "The registry that tags are under, with a path or without. `SLIPWAY_REGISTRY` wins over it, and `--set registry=…` over both.", "ghcr.io/team")
            {
                Default = "none: tags are names of the local store", IsFilled = true,
            },
            new("policy", FieldShape.Text, "A policy file, which images must pass to be published, beside their claims. `policy.md` says more; `--policy` wins over it.", "policy.yaml") { Default = "none" },
            new("platforms", FieldShape.Texts, "The platforms of images that name none.", "[linux/amd64, linux/arm64]") { Default = "this machine's" },
            new("variable", new MapShape("a map of names to [variables](#a-variable)",
                new EitherShape("a default, or its fields", FieldShape.AnyText, FieldShape.Of(Variable))) { Names = NamePatterns.Word, MayUnset = true },
                "Words in braces whose values come from `--var`, else from the environment's variable of the same name, else from here.", "{ NODE: \"22\", CHANNEL: { default: stable, description: \"What is released to\" } }"),
            new("claims", FieldShape.Of(ClaimFields.Claims), "What is claimed of every image, below what each says itself.", "{ user: { uid: 1000 } }"),
            new("images", new MapShape("a map of names to [images](#an-image)", FieldShape.Of(ImageFields.Image)) { Names = NamePatterns.Image, Least = 1 },
                "The images. One whose name begins with `_` is there to be inherited from, and is not built.", "{ app: { context: . } }") { IsRequired = true },
            new("group", new MapShape("a map of names to [groups](#a-group)", new EitherShape("targets, or its fields", FieldShape.Texts, FieldShape.Of(Group))),
                "Names for several targets. `default` is what is built when nothing is named; without it, everything is.", "{ default: [app], small: { targets: [app] } }"),
            new("modules", new EitherShape("a map of names to [modules](#a-module), or a list of those that have a `module_name`",
                new MapShape("a map of names to modules", FieldShape.Of(ModuleFields.Module)) { Names = NamePatterns.Module, Least = 1 },
                new ListShape("a list of modules", FieldShape.Of(ModuleFields.Listed))),
                "What `slipway up` installs.", "{ web: { image: app, ports: [\"8000:8000\"] } }"),
        ]);

    /// <summary>Every part of a file, in the order of the reference.</summary>
    internal static IReadOnlyList<FieldSet> All { get; } =
        [File, Variable, ImageFields.Image, ImageFields.Matrix, ImageFields.When, ImageFields.Secret, ImageFields.Agent, .. PackageFields.All, .. ClaimFields.All, Group, .. ModuleFields.All];
}
