// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native.Tests;

public sealed class MountTableTests
{
    [Fact]
    public void Escaped_characters_and_optional_fields_are_understood()
    {
        var entries = MountTable.Parse("""
            36 35 98:0 / /mnt/a\040b\134c rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue
            37 36 0:4 net:[4026532] /run/x rw - nsfs nsfs rw
            not a line of this kind

            """);

        entries[0].ShouldBe(new("/mnt/a b\\c", "ext3", "/dev/root", "rw,noatime,rw,errors=continue"));
    }
}
