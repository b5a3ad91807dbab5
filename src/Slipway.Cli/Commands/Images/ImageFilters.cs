// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>Which images are listed or pruned: <c>--filter key=value</c>. Of one key any value will do, but every label must be there; all keys must agree.</summary>
internal sealed class ImageFilters
{
    private readonly List<Func<ListedImage, bool>> _conditions = [];

    /// <summary>Reads filters for <c>images</c>.</summary>
    /// <exception cref="CommandException">A filter is unknown, or its value is none.</exception>
    public static ImageFilters ForListing(OciLayout store, IReadOnlyList<string> words, DateTimeOffset now)
    {
        var filters = new ImageFilters();
        var groups = FilterWord.ReadAll(words, "reference", "label", "before", "since", "until", "dangling", "platform").ToLookup(static word => word.Key);
        filters.AddLabels(groups);
        if (groups["reference"].Select(static word => ReferencePattern.Parse(word.Value)).ToList() is { Count: > 0 } patterns)
            filters._conditions.Add(image => image.Name is { } name && patterns.Any(pattern => pattern.Matches(name)));
        foreach (var word in groups["before"])
            filters.AddCreated(store, word, (created, limit) => created < limit);
        foreach (var word in groups["since"])
            filters.AddCreated(store, word, (created, limit) => created > limit);
        if (groups["until"].Select(word => MomentText.Parse(word.Value, now)).ToList() is { Count: > 0 } moments)
            filters._conditions.Add(image => image.Created < moments.Min());
        foreach (var word in groups["dangling"])
        {
            var wanted = word.AsTruth();
            filters._conditions.Add(image => image.Name is null == wanted);
        }
        if (groups["platform"].Select(ReadPlatform).ToList() is { Count: > 0 } platforms)
            filters._conditions.Add(image => image.Images.Any(one => platforms.Any(one.Config.Platform.Satisfies)));
        return filters;
    }

    /// <summary>Only images whose name, or whose repository, a pattern matches.</summary>
    public void AddName(string pattern)
    {
        var parsed = ReferencePattern.Parse(pattern);
        _conditions.Add(image => image.Name is { } name && parsed.Matches(name));
    }

    /// <summary>Whether an image passes.</summary>
    public bool Match(ListedImage image) => _conditions.TrueForAll(condition => condition(image));

    private void AddLabels(ILookup<string, FilterWord> groups)
    {
        foreach (var word in groups["label"])
            _conditions.Add(image => image.Images.Any(word.MatchesLabel));
    }

    private void AddCreated(OciLayout store, FilterWord word, Func<DateTimeOffset, DateTimeOffset, bool> compare)
    {
        var limit = ImageLookup.Read(store, word.Value, null).Image.Config.Created
            ?? throw CommandException.Usage($"the image '{word.Value}' doesn't say when it was made, so '{word.Key}' can't compare with it.");
        _conditions.Add(image => image.Created is { } created && compare(created, limit));
    }

    private static Platform ReadPlatform(FilterWord word) => Platform.TryParse(word.Value, out var platform) ? platform
        : throw CommandException.Usage($"'{word.Value}' is not a platform.", PlatformHelp.For(word.Value));
}
