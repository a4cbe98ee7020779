/**
 * What is different, and why, by subject: an entity type, `<type>.key`, `<type>.<property>` (`*` for every type that
 * has it), `<from> <CLASS> <to>`, or an option. What is not here is the same; what is neither here nor in this
 * version makes the page fail.
 */
export const CHANGES: Readonly<Record<string, string>> = {
  qualys_vuln:
    'An entity of the integration instead of a target of the mapper: it goes when no finding refers to it any more.',
  cve: 'Made at last, one per CVE of a vulnerability that a finding has. Before, CVE ids were only in `cveIds`.',
  azure_vm:
    'Made when no other integration has it. Before, a VM that only Qualys knew was missing, and its findings had no host.',

  'qualys_host_finding.key':
    'The unique vulnerability id of Qualys tells two detections of one QID apart that the old parts did not (service, instance, fqdn). Every finding is new once.',
  'qualys_web_app_finding.key': 'The same, with a fall-back for findings without a unique id.',
  'web_app.key': 'Found by key, not by name: names of web applications are not unique, and change.',
  'discovered_host.key':
    'Keys of JupiterOne have ten characters at least, which `Host:123` has not.',

  'qualys_host_finding.open':
    'False for ignored, disabled and informational ones too. Before, only fixed ones were closed.',
  'qualys_web_app_finding.open': 'False for ignored ones and gathered information too.',
  'qualys_host_finding.id': 'Equal to the key, which has changed.',
  'qualys_host_finding.production':
    'Not there: Qualys does not tell. It was always true, which made every finding one of production.',
  'qualys_host_finding.public': 'Not there: Qualys does not tell. It was always true.',
  'qualys_host_finding.tags':
    'Names of the Qualys tags of the host, sorted; never the text INVALID_TAGS.',
  'qualys_account.name': 'The name of the account may be set (`accountName`); without it the same.',
  '*.fqdn':
    'A list of one name, as the class Host wants it. Queries with `=` match a list that holds the value.',
  '*.tags':
    'Names of the Qualys tags, sorted. Before, one tag that was no text made all of them INVALID_TAGS.',
  '*.hostname':
    'Only what is one label, as the class wants it; the full name is `fqdn` and `dnsName`.',
  '*.platform': 'linux, windows and darwin; absent for anything else.',

  'qualys_web_app_finding IS qualys_vuln':
    'Its own type `qualys_web_app_finding_is_qualys_vuln`. Before, it carried the type of host findings.',
  'qualys_host_finding IS qualys_vuln': 'Between two entities of the integration, not mapped.',
  'qualys_host_finding IS cve': 'Made at last.',
  'qualys_web_app_finding IS cve': 'Made at last.',
  'qualys_vulnerability_manager IDENTIFIED qualys_host_finding':
    'Not made then, not made now: it says of a million findings what their type says.',
  'qualys_vulnerability_manager SCANS azure_vm':
    'The target is made when nobody has it (it was skipped).',
  'qualys_web_app_scanner SCANS web_app': 'Found by `_type` and `_key`, not by name.',
  'Host HAS qualys_host_finding':
    'Made by the integration itself, by host id: derived in the local graph, a mapped relationship from the finding back to its host in JupiterOne. The rules of the platform hold for its own integration only.',

  qualysUsername: 'Not needed with a token or client credentials.',
  qualysPassword:
    'May come from a file or a command; not needed with a token or client credentials.',
  qualysApiUrl:
    'Also servers of private platforms, when `qualysGatewayUrl` or `qualysUiUrl` is set.',
  minScannedSinceDays:
    'Unset, so that everything is read: a window is not the whole truth. Where it is set, nothing outside of it is removed.',
  minFindingsSinceDays:
    'Unset, so that everything is read. Where it is set, nothing outside of it is removed.',
  ingestWebAppScans: 'On unless it is switched off; what was read before stays when it is.',
};
