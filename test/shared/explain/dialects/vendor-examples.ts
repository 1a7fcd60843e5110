/**
 * Short configurations in the form in which the vendors publish them, typed anew: a grammar that refuses one of them is wrong. Beside
 * them lines that the vendor's own limits rule out: a grammar that takes one of them proves nothing.
 */

export interface Examples {
  right: readonly string[]
  /** Each line by itself is wrong. */
  wrong: readonly string[]
}

const LONG = 'x'.repeat(101)

export const EXAMPLES: Record<string, Examples> = {
  // Security Configuration Guide, "Object Groups for ACLs"; Security Command Reference, "permit"; "IPv6 Access Control Lists".
  'cisco-ios': {
    right: [
      'object-group network auth_servers\n description Engineers\n host 209.165.200.237\n range 209.165.200.239 209.165.200.240\n 209.165.200.241 255.255.255.224\n exit',
      'ip access-list extended internet\n remark allow mail to the server\n permit tcp any host 192.0.2.25 eq smtp\n permit tcp object-group auth_servers host 192.0.2.30 eq 443\n permit tcp any 192.0.2.0 0.0.0.255 established\n 50 deny ip any any log',
      'ipv6 access-list outbound\n remark answers of the server\n permit tcp host 2001:DB8:1::1 eq 22 any established\n permit tcp 2001:DB8:300:201::/32 any range 1024 2048\n deny ipv6 any any log',
      'no ip access-list extended internet\nno ipv6 access-list outbound\nno object-group network auth_servers',
    ],
    wrong: [
      `ip access-list extended x\n remark ${LONG}`,
      'ip access-list extended 1st\n permit ip any any',
      'ip access-list extended x\n permit tcp any eq 65536 any',
      'ip access-list extended x\n permit tcp 10.0.0.1 any',
      'ipv6 access-list x\n permit tcp object-group g any eq 22',
      'object-group network x\n host 10.0.0.256',
      'ip access-list extended a b',
    ],
  },
  // Firewall CLI Configuration Guide, "Objects for Access Control" and "Access Control Lists"; 8.2 guide, "Configuring Object Groups".
  'cisco-asa': {
    right: [
      'object-group network denied\n description guests\n network-object host 10.1.1.4\n network-object host 2001:db8::4\n network-object 10.1.2.0 255.255.255.0\nobject-group service web tcp\n port-object eq www\n port-object range 9002 9005',
      'access-list ACL_IN remark deny guests\naccess-list ACL_IN extended deny tcp object-group denied object-group web_servers eq www\naccess-list ACL_IN line 3 extended permit tcp any4 host 209.165.201.29 object-group web\naccess-list ACL_IN extended permit ip any any',
      'clear configure access-list ACL_IN\nno object-group network denied\nno object-group service web',
    ],
    wrong: [
      `access-list x remark ${LONG}`,
      'object-group network x\n port-object eq 22',
      'object-group service x tcp\n port-object range 22',
      `object-group network ${'x'.repeat(65)}`,
      'access-list x extended permit tcp object-group a',
    ],
  },
  // AOS-CX ACLs and Classifier Policies Guide: examples of object-group ip address, object-group port, access-list ip and ipv6.
  'aruba-cx': {
    right: [
      'object-group ip address my_ipv4_addr_group\n    10 192.168.0.1\n    20 6.6.6.0/255.255.255.0\n    exit\nobject-group ipv6 address my_ipv6_addr_group\n    10 1000::1\n    exit\nobject-group port my_port_group\n    10 eq 80\n    20 gt 65525\n    30 range 100 120\n    exit',
      'access-list ip MY_IP_ACL\n    10 permit udp any 172.16.1.0/24\n    20 permit tcp 172.16.2.0/16 gt 1023 any\n    20 comment Permit all TCP ephemeral ports\n    30 permit tcp 172.26.1.0/24 any ack syn\n    40 permit tcp my_ipv4_addr_group any group my_port_group\n    50 deny any any any count\n    exit',
      'access-list ipv6 MY_IPV6_ACL\n    1 permit udp any 2001::1/64\n    2 permit tcp 2001:2001::2:1 gt 1023 any\n    exit',
      'no access-list ip MY_IP_ACL\nno object-group ip address my_ipv4_addr_group\nno object-group port my_port_group',
    ],
    wrong: [
      'object-group port x\n    10 eq 80 81',
      'object-group ip address x\n    10 1000::1',
      'access-list ipv6 x\n    10 permit tcp any any eq 70000',
      'access-list ip x\n    0 permit tcp any any',
      'access-list ip x\n    4294967296 permit tcp any any',
      'access-list ip x\n    10 permit tcp any any established group y',
    ],
  },
  // PAN-OS CLI Quick Start; Administrator's Guide, "Create a Security Policy Rule".
  'palo-alto': {
    right: [
      'set address web-1 ip-netmask 192.0.2.80/32\nset address web-2 ip-netmask 2001:db8::80/128\nset address-group web static [ web-1 web-2 ]\nset address-group web static web-1\nset service tcp-9000 protocol tcp port 9000,9010-9012',
      'set rulebase security rules allow-web from trust to untrust source any destination web application any service [ tcp-9000 service-https ] action allow\nset rulebase security rules allow-web description "for the web"\nset rulebase security rules allow-web log-end yes\nmove rulebase security rules allow-web top\nmove rulebase security rules allow-web before deny-all',
      'delete rulebase security rules allow-web\ndelete address-group web\ndelete address web-1\ncommit',
    ],
    wrong: [
      `set address ${'x'.repeat(64)} ip-netmask 10.0.0.1`,
      'set address a:b ip-netmask 10.0.0.1',
      'set service x protocol tcp port 9012-9010',
      'set service x protocol tcp port 22 23',
      `set service x protocol tcp port ${Array.from({ length: 205 }, () => '10000').join(',')}`,
      'set address-group x static [ a b',
      'move rulebase security rules x up',
    ],
  },
  // Junos OS Security Policies User Guide: "Address Books and Address Sets", "Global Security Policies", "Configuring Applications".
  'juniper-srx': {
    right: [
      'set security address-book global address server1 198.51.100.11/32\nset security address-book global address server2 2001:db8::11/128\nset security address-book global address-set servers address server1\nset security address-book global address-set servers address server2',
      'set applications application telnet-2 protocol tcp source-port 1024-65535 destination-port 2100-2148\nset applications application multi term t1 protocol tcp destination-port 22\nset applications application multi term t8 protocol udp destination-port 53\nset applications application-set MANAGE application telnet-2',
      'set security policies global policy gp1 match source-address server1\nset security policies global policy gp1 match destination-address servers application MANAGE\nset security policies global policy gp1 description "from the plan"\nset security policies global policy gp1 then permit\nset security policies global policy gp1 then log session-close\ninsert security policies global policy gp1 before policy gp2',
      'delete security policies global policy gp1\ndelete applications application-set MANAGE\ndelete security address-book global address server1\ncommit',
    ],
    wrong: [
      'set applications application x term t9 protocol tcp destination-port 22',
      `set security address-book global address ${'x'.repeat(64)} 10.0.0.1/32`,
      'set security address-book global address a 10.0.0.1/33',
      'set security policies global policy gp 1 then permit',
      'set security policies global policy gp then allow',
    ],
  },
  // FortiOS CLI Reference 7.6: config firewall address, address6, addrgrp, service custom, policy.
  fortigate: {
    right: [
      'config firewall address\n    edit "web-1"\n        set subnet 192.0.2.80 255.255.255.255\n        set comment "web"\n    next\nend\nconfig firewall address6\n    edit "web-2"\n        set ip6 2001:db8::80/128\n    next\nend\nconfig firewall addrgrp\n    edit "web"\n        set member "web-1" "web-3"\n    next\nend',
      'config firewall service custom\n    edit "tcp-9000"\n        set tcp-portrange 9000 9010-9012\n    next\nend\nconfig firewall policy\n    edit 12\n        set name "allow-web"\n        set srcintf "port1"\n        set dstintf "any"\n        set srcaddr "all"\n        set dstaddr "web"\n        set action accept\n        set schedule "always"\n        set service "tcp-9000" "HTTPS"\n        set logtraffic all\n        set comments "for the web"\n    next\n    move 12 before 3\nend',
      'config firewall policy\n    delete 12\nend\nconfig firewall address\n    delete "web-1"\nend',
    ],
    wrong: [
      'config firewall policy\n    edit 4294967295\n    next\nend',
      `config firewall policy\n    edit 1\n        set name "${'x'.repeat(36)}"\n    next\nend`,
      'config firewall policy\n    edit 1\n    next',
      'config firewall address\n    edit "a"\n        config firewall policy\n    next\nend',
      `config firewall address\n    edit "${'x'.repeat(80)}"\n    next\nend`,
      'config firewall service custom\n    edit "a"\n        set tcp-portrange 22,23\n    next\nend',
    ],
  },
  // Management API Reference, examples for mgmt_cli of each command; names as sk40179 allows them.
  'check-point': {
    right: [
      'mgmt_cli login user admin > id.txt\nmgmt_cli add host name "Web_Server" ip-address "192.0.2.1" -s id.txt --format json\nmgmt_cli -s id.txt add host name "Web_2" ipv6-address "2001:db8::1" ignore-warnings true\nmgmt_cli add group name "Servers" members.1 "Web_Server" members.2 "Web_2" -s id.txt\nmgmt_cli add service-tcp name "New_TCP_Service_1" port "5669" match-for-any false -s id.txt\nmgmt_cli add service-group name "New_Services" members.1 "New_TCP_Service_1" -s id.txt',
      'mgmt_cli add access-rule layer "Network" position "top" name "Allow Web to App" source.1 "Web_Server" source.2 "Web_2" destination "Servers" service "New_Services" action "Accept" track.type "Log" -s id.txt\nmgmt_cli publish -s id.txt\nmgmt_cli discard -s id.txt\nmgmt_cli logout -s id.txt',
      'mgmt_cli delete access-rule name "Allow Web to App" layer "Network" -s id.txt\nmgmt_cli delete host name "Web_Server" -s id.txt',
    ],
    wrong: [
      'mgmt_cli add host name "something-inbound" ip-address "192.0.2.1"',
      'mgmt_cli add group name "PSM-1-src" members.1 "a"',
      'mgmt_cli add host name "1st" ip-address "192.0.2.1"',
      'mgmt_cli add host name "SR1" ip-address "192.0.2.1"',
      'mgmt_cli add host name "a b" ip-address "192.0.2.1"',
      'mgmt_cli add host name "a" ip-address "2001:db8::1"',
      'mgmt_cli add service-tcp name "a" port "22,23"',
    ],
  },
  // firewall-cmd(1); firewalld.richlanguage(5), examples 3, 4 and 8; firewalld.org, "Policy Objects".
  firewalld: {
    right: [
      'firewall-cmd --permanent --new-policy=lan-to-wan\nfirewall-cmd --permanent --policy=lan-to-wan --add-ingress-zone=internal\nfirewall-cmd --permanent --policy=lan-to-wan --add-egress-zone=ANY\nfirewall-cmd --permanent --policy=lan-to-wan --set-target=CONTINUE',
      'firewall-cmd --permanent --new-ipset=allowed --type=hash:ip --option=family=inet6\nfirewall-cmd --permanent --ipset=allowed --add-entry=2001:db8::1',
      `firewall-cmd --permanent --policy=lan-to-wan --add-rich-rule='rule family="ipv4" source address="192.168.0.0/24" service name="tftp" log prefix="tftp" level="info" limit value="1/m" accept'\nfirewall-cmd --permanent --policy=lan-to-wan --add-rich-rule='rule family="ipv6" source address="1:2:3:4:6::" destination address="1::2" port port="4011-4012" protocol="tcp" accept'\nfirewall-cmd --permanent --policy=lan-to-wan --add-rich-rule='rule family="ipv4" source ipset="allowed" drop'`,
      'firewall-cmd --permanent --delete-policy=lan-to-wan\nfirewall-cmd --permanent --delete-ipset=allowed\nfirewall-cmd --reload',
    ],
    wrong: [
      `firewall-cmd --permanent --new-policy=${'x'.repeat(18)}`,
      `firewall-cmd --permanent --new-ipset=${'x'.repeat(32)} --type=hash:ip`,
      `firewall-cmd --permanent --policy=a --add-rich-rule='rule family="ipv6" source address="10.0.0.1" accept'`,
      `firewall-cmd --permanent --policy=a --add-rich-rule='rule family="ipv4" port port="1,2" protocol="tcp" accept'`,
      `firewall-cmd --permanent --policy=a --add-rich-rule='rule port port="22" protocol="tcp" source ipset="a" accept'`,
      'firewall-cmd --policy=a --set-target=CONTINUE',
    ],
  },
  // learn.microsoft.com, New-NetFirewallRule and Remove-NetFirewallRule, examples.
  windows: {
    right: [
      `New-NetFirewallRule -DisplayName "Block Outbound Port 80" -Direction Outbound -LocalPort 80 -Protocol TCP -Action Block\nNew-NetFirewallRule -Name 'sshd' -DisplayName 'OpenSSH Server (sshd)' -Enabled True -Direction Inbound -Protocol TCP -Action Allow -LocalPort 22 -RemoteAddress '192.0.2.0/24','2001:db8::1'\nNew-NetFirewallRule -DisplayName 'several' -Group 'own' -Profile Any -Direction Inbound -Protocol TCP -Action Allow -LocalPort '9010-9012','9014'`,
      `Remove-NetFirewallRule -DisplayName "Network Discovery"\nRemove-NetFirewallRule -Group 'own'`,
    ],
    wrong: [
      `New-NetFirewallRule -DisplayName 'a|b' -Direction Inbound`,
      `New-NetFirewallRule -DisplayName All -Direction Inbound`,
      `New-NetFirewallRule -DisplayName 'a' -LocalPort '9012-9010'`,
      `New-NetFirewallRule -DisplayName 'a' -RemoteAddress '10.0.0.300'`,
      `New-NetFirewallRule -DisplayName 'it's' -Direction Inbound`,
      `New-NetFirewallRule -DisplayName 'a'; reboot`,
    ],
  },
  // vSphere Security, "ESXi ESXCLI Firewall Commands"; ESXCLI Reference.
  esxi: {
    right: [
      'esxcli network firewall refresh\nesxcli network firewall ruleset set --ruleset-id=sshServer --enabled=true\nesxcli network firewall ruleset set --ruleset-id sshServer --allowed-all false\nesxcli network firewall ruleset allowedip add --ruleset-id=sshServer --ip-address=192.0.2.0/24\nesxcli network firewall ruleset allowedip remove --ruleset-id sshServer --ip-address 2001:db8::1',
    ],
    wrong: [
      'esxcli network firewall ruleset set --ruleset-id=sshServer --enabled=yes',
      'esxcli network firewall ruleset allowedip add --ruleset-id=sshServer --ip-address=host',
      'esxcli network firewall ruleset add --ruleset-id=sshServer',
    ],
  },
}

/** VMware KB 2008226, "Creating custom firewall rules", and what is in the product (fdm.xml): two forms of one format. */
export const RULESET_FILES = {
  right: [
    `<ConfigRoot>\n  <service id='0033'>\n    <id>custom</id>\n    <rule id='0000'>\n      <direction>inbound</direction>\n      <protocol>tcp</protocol>\n      <porttype>dst</porttype>\n      <port>80</port>\n    </rule>\n    <rule id='0001'>\n      <direction>outbound</direction>\n      <protocol>tcp</protocol>\n      <porttype>dst</porttype>\n      <port>\n        <begin>5900</begin>\n        <end>5999</end>\n      </port>\n    </rule>\n    <enabled>true</enabled>\n    <required>false</required>\n  </service>\n</ConfigRoot>`,
    `<ConfigRoot>\n<service>\n<id>fdm</id>\n<rule id = '0000'>\n<direction>inbound</direction>\n<protocol>tcp</protocol>\n<porttype>dst</porttype>\n<port>8182</port>\n</rule>\n<enabled>false</enabled>\n<required>false</required>\n</service>\n</ConfigRoot>`,
  ],
  wrong: [
    `<ConfigRoot><service><id>a</id><enabled>true</enabled><required>false</required></service></ConfigRoot>`,
    `<ConfigRoot><service><rule id='0000'><direction>inbound</direction><protocol>tcp</protocol><porttype>dst</porttype><port>80</port></rule><id>a</id><enabled>true</enabled><required>false</required></service></ConfigRoot>`,
    `<ConfigRoot><service><id>a b</id><rule id='0'><direction>in</direction><protocol>tcp</protocol><port>80</port></rule><enabled>true</enabled><required>false</required></service></ConfigRoot>`,
  ],
}
