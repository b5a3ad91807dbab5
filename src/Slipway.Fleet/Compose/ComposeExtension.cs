// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What <c>x-bake</c> in a service's build says beyond what Compose has words for: it is added to what the build says.</summary>
internal static class ComposeExtension
{
    private static readonly string[] Words = ["tags", "cache-from", "cache-to", "secret", "ssh", "platforms", "output", "pull", "no-cache", "no-cache-filter", "contexts"];

    internal static void Apply(BakeTarget target, ComposeNode extension)
    {
        foreach (var (word, node) in extension.Entries.Where(static entry => !entry.Value.IsNothing))
        {
            if (!Words.Contains(word))
                throw new HclException(node.Place, $"'x-bake' has no '{word}'", Suggestion.Help(word, Words));
            var field = BakeField.Of(word);
            switch (field.Kind)
            {
                case BakeFieldKind.Flag:
                    target.Set(word, HclValue.Bool(node.Flag()), node.Place);
                    break;
                case BakeFieldKind.Texts:
                    target.Set(word, HclValue.Strings(target.Texts(word).Concat(node.Words())), node.Place);
                    break;
                case BakeFieldKind.Entries:
                    ComposeReader.SetEntries(target, word, target.Entries(word).Select(static entry => entry.AsString).Concat(node.Words()), node.Place);
                    break;
                default:
                    // Contexts that the build names itself stand.
                    var own = target.Map(word);
                    ComposeReader.SetMap(target, word, own.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
                        .Concat(node.Pairs().Where(pair => own.All(other => other.Key != pair.Key)).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value))), node.Place);
                    break;
            }
        }
    }
}
