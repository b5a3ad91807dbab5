// SPDX-License-Identifier: Apache-2.0
using System.Collections.ObjectModel;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Extended attributes that are part of a file, as opposed to what this machine notes at it: those that a layer keeps.</summary>
internal static class TreeAttributes
{
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> None { get; } = ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Whether an attribute goes where its file goes. Access lists don't: no layer has them, and a step must not see what the image will lack.</summary>
    public static bool IsCopied(string name) =>
        name == "security.capability" || name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal);

    /// <summary>Those of a file, in the order of their names.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(RootedDirectory root, string path)
    {
        var names = root.ListAttributes(path, FinalLink.Keep);
        return names.Count == 0 ? None : Gather(names.Where(IsCopied).Select(name => (name, root.TryGetAttribute(path, name, FinalLink.Keep))));
    }

    /// <summary>Those among others.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Of(IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? all) =>
        all is null ? None : Gather(all.Where(static one => IsCopied(one.Key)).Select(static one => (one.Key, (byte[]?)one.Value.ToArray())));

    private static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Gather(IEnumerable<(string Name, byte[]? Value)> found)
    {
        var attributes = new OrderedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (name, value) in found)
        {
            if (value is not null) // else taken away meanwhile
                attributes[name] = value;
        }
        return attributes.Count == 0 ? None : attributes;
    }
}
