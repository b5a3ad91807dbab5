// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Images that are run to prepare a machine, which a command of ours does without them.</summary>
internal static class PreparingImages
{
    private static readonly string[] Emulators = ["tonistiigi/binfmt", "multiarch/qemu-user-static"];

    /// <summary>Refuses such an image, unless the store has it.</summary>
    /// <exception cref="CommandException">It is one, and isn't in the store.</exception>
    public static void Refuse(OciLayout store, string image)
    {
        if (ImageReference.TryParse(image, out var reference, out _) && Emulators.Contains(reference.FamiliarName) && store.Resolve(reference) is null)
            throw CommandException.Usage($"'{image}' is not needed: this machine learns to run other platforms' programs without an image.", "sudo slipway setup --emulation; --check says what there is");
    }
}
