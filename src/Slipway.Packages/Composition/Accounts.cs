// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Packages;

/// <summary>The users and groups of a system: Debian's own and those that are declared.</summary>
internal sealed class Accounts
{
    private const uint FirstFree = 1000;
    private const uint LastFree = 59999;

    // Of the ids that Debian gives out everywhere (policy 9.2.2) those that its base-passwd has; its own lists are used where that package is there.
    private const string DefaultUsers = """
        root:*:0:0:root:/root:/bin/bash
        daemon:*:1:1:daemon:/usr/sbin:/usr/sbin/nologin
        bin:*:2:2:bin:/bin:/usr/sbin/nologin
        sys:*:3:3:sys:/dev:/usr/sbin/nologin
        mail:*:8:8:mail:/var/mail:/usr/sbin/nologin
        www-data:*:33:33:www-data:/var/www:/usr/sbin/nologin
        backup:*:34:34:backup:/var/backups:/usr/sbin/nologin
        _apt:*:42:65534::/nonexistent:/usr/sbin/nologin
        nobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        """;

    private const string DefaultGroups = """
        root:*:0:
        daemon:*:1:
        bin:*:2:
        sys:*:3:
        adm:*:4:
        tty:*:5:
        disk:*:6:
        mail:*:8:
        dialout:*:20:
        sudo:*:27:
        audio:*:29:
        www-data:*:33:
        backup:*:34:
        shadow:*:42:
        utmp:*:43:
        video:*:44:
        staff:*:50:
        users:*:100:
        nogroup:*:65534:
        """;

    private readonly List<string[]> _users;
    private readonly List<string[]> _groups;

    /// <summary>The accounts of a system.</summary>
    /// <param name="masters">The lists of base-passwd, by their paths, where it is there.</param>
    /// <param name="declared">Users to add.</param>
    /// <exception cref="BaseImageException">A name or id is taken, or a group isn't there.</exception>
    public Accounts(IReadOnlyDictionary<string, byte[]> masters, IReadOnlyList<DeclaredUser> declared)
    {
        string Read(string path, string otherwise) => masters.TryGetValue(path, out var content) ? Encoding.UTF8.GetString(content) : otherwise;
        _users = Parse(Read(Masters[0], DefaultUsers), 7);
        _groups = Parse(Read(Masters[1], DefaultGroups), 4);
        foreach (var user in declared)
            Add(user);
    }

    /// <summary>Where base-passwd has its lists.</summary>
    public static IReadOnlyList<string> Masters { get; } = ["usr/share/base-passwd/passwd.master", "usr/share/base-passwd/group.master"];

    /// <summary><c>/etc/passwd</c>.</summary>
    public string Passwd => Join(_users.Select(static fields => (string[])[fields[0], "x", .. fields[2..]]));

    /// <summary><c>/etc/group</c>.</summary>
    public string Group => Join(_groups.Select(static fields => (string[])[fields[0], "x", .. fields[2..]]));

    /// <summary><c>/etc/shadow</c>, no password in it.</summary>
    /// <param name="time">The day of which every password is.</param>
    public string Shadow(DateTimeOffset time) =>
        Join(_users.Select(fields => (string[])[fields[0], "*", $"{(int)(time - DateTimeOffset.UnixEpoch).TotalDays}", "0", "99999", "7", "", "", ""]));

    /// <summary><c>/etc/gshadow</c>, no password in it.</summary>
    public string GroupShadow => Join(_groups.Select(static fields => (string[])[fields[0], "*", "", fields[3]]));

    /// <summary>The ids of a user, or of two numbers.</summary>
    /// <exception cref="BaseImageException">There is no such user or group.</exception>
    public (uint User, uint Group) Find(string user, string? group)
    {
        var fields = _users.Find(entry => entry[0] == user);
        var uid = fields is not null ? Id(fields[2]) : TryId(user) ?? throw new BaseImageException($"There is no user '{user}' in the image.");
        if (group is null)
            return (uid, fields is not null ? Id(fields[3]) : uid);
        return (uid, _groups.Find(entry => entry[0] == group) is { } found ? Id(found[2]) : TryId(group) ?? throw new BaseImageException($"There is no group '{group}' in the image."));
    }

    private void Add(DeclaredUser user)
    {
        var uid = user.Uid ?? Free();
        var gid = user.Gid ?? uid;
        if (_users.Find(entry => entry[0] == user.Name || Id(entry[2]) == uid) is { } other)
            throw new BaseImageException($"The user '{user.Name}' with the id {uid} can't be added: there is '{other[0]}' with the id {other[2]}.");
        var sameName = _groups.Find(entry => entry[0] == user.Name);
        if (sameName is not null && Id(sameName[2]) != gid)
            throw new BaseImageException($"The user '{user.Name}' can't be added with the group {gid}: there is a group '{user.Name}' with the id {sameName[2]}.");
        if (sameName is null && !_groups.Exists(entry => Id(entry[2]) == gid))
            _groups.Add([user.Name, "*", Text(gid), ""]);
        _users.Add([user.Name, "*", Text(uid), Text(gid), "", user.EffectiveHome, user.Shell]);
        foreach (var name in user.Groups)
        {
            var group = _groups.Find(entry => entry[0] == name) ?? throw new BaseImageException($"The user '{user.Name}' can't be in the group '{name}': there is none in the image.");
            group[3] = group[3].Length == 0 ? user.Name : $"{group[3]},{user.Name}";
        }
    }

    private uint Free()
    {
        var id = FirstFree;
        while (_users.Exists(entry => Id(entry[2]) == id) || _groups.Exists(entry => Id(entry[2]) == id))
            id++;
        return id <= LastFree ? id : throw new BaseImageException("There is no free user id left.");
    }

    private static List<string[]> Parse(string text, int count) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static line => line.Split(':')).Where(fields => fields.Length == count)];

    private static string Join(IEnumerable<string[]> lines) => string.Concat(lines.Select(static fields => string.Join(':', fields) + "\n"));

    private static uint? TryId(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < uint.MaxValue ? id : null;

    private static uint Id(string text) => TryId(text) ?? throw new BaseImageException($"'{text}' in Debian's list of users is no id.");

    private static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
