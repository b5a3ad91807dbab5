// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>The user that an image runs as, looked up in its own <c>/etc/passwd</c> and <c>/etc/group</c> as Docker does.</summary>
/// <param name="Uid">The number; null if the configuration names somebody whom the image doesn't know.</param>
/// <param name="Gid">The group's number; null if the configuration names a group that the image doesn't know.</param>
/// <param name="Name">The name; null for a number without one.</param>
public sealed record ImageUser(uint? Uid, uint? Gid, string? Name)
{
    private const string Root = "root";

    /// <summary>Whom a configuration means: <c>user[:group]</c>, names or numbers; nothing is root.</summary>
    public static ImageUser Resolve(ContainerConfig? config, AccountFiles accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var text = string.IsNullOrEmpty(config?.User) ? "0" : config.User;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (user, group) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var byName = accounts.Users.FirstOrDefault(account => account.Name == user);
        var found = byName ?? (Number(user) is { } uid ? accounts.Users.FirstOrDefault(account => account.Id == uid) : null);
        var id = found?.Id ?? Number(user) ?? (user is Root or "" ? 0 : null);
        var gid = group.Length > 0
            ? accounts.Groups.FirstOrDefault(account => account.Name == group)?.Id ?? Number(group)
            : found?.GroupId ?? (id is null ? null : 0);
        return new(id, gid, found?.Name ?? (Number(user) is null ? user : id == 0 ? Root : null));
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
