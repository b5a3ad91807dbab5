// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>Image references on the command line.</summary>
internal static class ReferenceArgument
{
    /// <summary>Reads a reference; <c>latest</c> is added where it has neither tag nor digest.</summary>
    /// <exception cref="CommandException">The text is not a reference.</exception>
    public static ImageReference Parse(string text) => ImageReference.TryParse(text, out var reference, out var problem)
        ? reference.WithDefaultTag()
        : throw CommandException.Usage($"'{text}' is not an image reference: {problem}.");

    /// <summary>Reads a name that an image can be given: a reference without a digest.</summary>
    /// <exception cref="CommandException">The text is not one.</exception>
    public static ImageReference ParseName(string text)
    {
        var reference = Parse(text);
        return reference.Digest is null ? reference
            : throw CommandException.Usage($"'{text}' has a digest; an image is named by a tag.", $"write {reference.WithTag(reference.Tag ?? Tag.Latest).Familiar}");
    }
}
