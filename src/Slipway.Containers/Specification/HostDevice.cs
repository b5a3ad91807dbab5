// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A device of the host that a container gets.</summary>
/// <param name="Path">Its path on the host: a device, or a folder of them.</param>
/// <param name="Target">Its path inside.</param>
/// <param name="Access">What it may be used for: some of r (read), w (write) and m (make nodes).</param>
public sealed record HostDevice(string Path, string Target, string Access)
{
    /// <summary>Reads Docker's <c>--device</c>: <c>/dev/x[:/dev/y][:rwm]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static HostDevice Parse(string text)
    {
        var (path, target, access) = text.Split(':') switch
        {
            [var alone] => (alone, alone, "rwm"),
            [var first, ['/', ..] second] => (first, second, "rwm"),
            [var first, var second] => (first, first, second),
            [var first, var second, var third] => (first, second, third),
            _ => throw Wrong(text),
        };
        if (!path.StartsWith('/') || !target.StartsWith('/') || ContainerPath.Normalize(target) == "/" || !DeviceRule.IsAccess(access))
            throw Wrong(text);
        return new(ContainerPath.Normalize(path), ContainerPath.Normalize(target), access);
    }

    private static FormatException Wrong(string text) => new($"'{text}' is no device; expected /dev/NAME[:/dev/NAME-INSIDE][:rwm].");
}
