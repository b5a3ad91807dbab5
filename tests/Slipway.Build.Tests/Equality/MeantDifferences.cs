// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>The differences from BuildKit 0.13 that are meant to be: five at most. A row that has one beside the two of all rows says so.</summary>
internal static class MeantDifferences
{
    /// <summary>For every row.</summary>
    public static IReadOnlyList<MeantDifference> Everywhere { get; } =
    [
        new(
            "working folder",
            "BuildKit since 0.14 writes '/' where a base says no working folder, which 0.13 leaves out; both mean the same.",
            static (name, ours, theirs) => name == "config.config.WorkingDir" && ours == "\"/\"" && theirs is null),
        new(
            "times of folders",
            "A folder that a copy makes, or puts something into, has the moment of the build for its time in BuildKit. Ours has the time of what is put "
                + "there, or the one that it had, so that the same build gives the same bytes.",
            static (name, ours, theirs) => name.StartsWith("folder-time ", StringComparison.Ordinal) && ours is not null && theirs is not null && ImageFacts.IsNow(theirs)),
    ];

    /// <summary>Of copies with --chmod.</summary>
    public static MeantDifference ModesOfMadeFolders { get; } = new(
        "modes of made folders",
        "BuildKit since 0.14 gives the folders that a COPY --chmod makes on its way that mode; 0.13 gives them 0755.",
        static (name, ours, theirs) => name.StartsWith("tree ", StringComparison.Ordinal) && ours?.StartsWith("folder ", StringComparison.Ordinal) == true
            && theirs?.StartsWith("folder 0755 ", StringComparison.Ordinal) == true && ours[12..] == theirs[12..]);

    /// <summary>Of steps that set attributes.</summary>
    public static MeantDifference Attributes { get; } = new(
        "attributes",
        "BuildKit's layers hold no attributes of files but their capabilities; ours hold all that a step or an archive gave them, so that the image is what the next step saw.",
        static (name, ours, theirs) => name.StartsWith("tree ", StringComparison.Ordinal) && ours is not null && ours.Split(" user.")[0] == theirs);

    /// <summary>Of a stage on a folder.</summary>
    public static MeantDifference HistoryOfFolders { get; } = new(
        "history of a folder as a base",
        "BuildKit names the layer of a base that is a folder at the end of the history, whatever came after it; ours stands where the layer does.",
        static (name, _, _) => name.StartsWith("history ", StringComparison.Ordinal));

    public static IReadOnlyList<MeantDifference> All { get; } = [.. Everywhere, ModesOfMadeFolders, Attributes, HistoryOfFolders];
}
