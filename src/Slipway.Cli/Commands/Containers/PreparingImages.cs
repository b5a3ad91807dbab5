// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Images that are run to prepare a machine, which a command of ours does without them.</summary>
internal static class PreparingImages
{
    private static readonly string[] Emulators = ["tonistiigi/binfmt", "multiarch/qemu-user-static"];

    /// <summary>Refuses such an image, unless the store has it; the store is opened for such a name alone.</summary>
    /// <exception cref="CommandException">It is one, and isn't in the store.</exception>
    public static void Refuse(Session session, string image)
    {
        if (ImageReference.TryParse(image, out var reference, out _) && Emulators.Contains(reference.FamiliarName) && session.Store.Resolve(reference) is null)
            throw CommandException.Usage($"'{image}' is not needed: this machine learns to run other platforms' programs without an image.", "sudo slipway setup --emulation; --check says what there is");
    }
}
