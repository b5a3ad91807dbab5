// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>How a layer is unpacked.</summary>
public sealed record LayerApplyOptions
{
    /// <summary>Into a merged root, as root.</summary>
    public static LayerApplyOptions Default { get; } = new();

    /// <summary>Into a directory for overlayfs, with all that this process can make, as the machine's root or that of a user namespace.</summary>
    public static LayerApplyOptions ForOverlay { get; } = new()
    {
        Target = LayerTargetKind.OverlayLayer,
        OverlayAttributes = UserNamespace.IsInitial ? OverlayAttributes.Trusted : OverlayAttributes.User,
        Privileges = UserNamespace.IsInitial ? Privileges.Required : Privileges.OfNamespace,
    };

    /// <summary>What the target directory is. The default is a merged root.</summary>
    public LayerTargetKind Target { get; init; } = LayerTargetKind.MergedRoot;

    /// <summary>The directories of the layers below, the topmost first, for a target that is one layer of an overlay: directories that the layer only implies get
    /// the metadata they have there, and hard links may lead there. The default is none. Ignored for a merged root, which holds them.</summary>
    public IReadOnlyList<string> LowerDirectories { get; init; } = [];

    /// <summary>Whose attributes overlayfs reads. The default is those that only root can set.</summary>
    public OverlayAttributes OverlayAttributes { get; init; } = OverlayAttributes.Trusted;

    /// <summary>What becomes of what needs root: owners, device nodes, file capabilities and trusted attributes. The default is that they are made, and that
    /// what cannot be made is an error.</summary>
    public Privileges Privileges { get; init; } = Privileges.Required;

    /// <summary>What the layer may be at most.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.Default;
}
