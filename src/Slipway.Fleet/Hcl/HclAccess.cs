// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Looks into values by name and by index.</summary>
internal static class HclAccess
{
    internal static HclValue Attribute(HclValue source, string name, SourcePlace place, SourcePlace namePlace)
    {
        if (source.IsNull)
            throw new HclException(place, $"'.{name}' is asked of null");
        if (!source.IsMapping)
            throw new HclException(
                place, $"{source.Describe} has no attributes", source.IsSequence ? "name one of its elements: [0]" : null);
        return source.Entries.TryGetValue(name, out var value)
            ? value
            : throw new HclException(namePlace, $"there is no '{name}' in this {source.Kind.ToString().ToLowerInvariant()}", Suggestion.Help(name, source.Entries.Keys));
    }

    internal static HclValue Index(HclValue source, HclValue key, SourcePlace place, SourcePlace keyPlace)
    {
        if (source.IsNull)
            throw new HclException(place, "an element is asked of null");
        if (key.IsNull)
            throw new HclException(keyPlace, "the index is null");
        if (source.IsMapping)
            return HclConversion.TryConvert(key, HclType.String, out var name, out var wrong)
                ? Attribute(source, name.AsString, place, keyPlace) : throw new HclException(keyPlace, wrong);
        if (!source.IsSequence || source.Kind == HclKind.Set)
            throw new HclException(place, $"{source.Describe} has no elements that an index names");
        if (!HclConversion.TryConvert(key, HclType.Number, out var number, out var problem))
            throw new HclException(keyPlace, problem);
        var index = number.AsNumber;
        return index.IsInteger && index.Sign >= 0 && index.CompareTo(HclNumber.From(source.Elements.Count)) < 0
            ? source.Elements[(int)index.ToBigInteger()]
            : throw new HclException(keyPlace, $"there is no element {index} in a list of {source.Elements.Count}");
    }
}
